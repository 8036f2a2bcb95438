using Akka.Actor;
using Akka.Cluster;

namespace ActorServe.Shared.Hosting;

/// <summary>Which members may be asked to leave, whoever asks: the admin REST, or <c>pbm</c>. Pure.</summary>
public static class LeaveRule
{
    /// <summary>What keeps a member from hearing that it should; null where nothing does.</summary>
    public static string? Refusal(Address address, MemberStatus status, bool isReachable) =>
        status == MemberStatus.Down ? $"{address.Endpoint()} is down, and is being removed"
        : isReachable ? null
        : $"{address.Endpoint()} cannot be reached, and so does not hear that it should leave: down it where it is dead";
}
