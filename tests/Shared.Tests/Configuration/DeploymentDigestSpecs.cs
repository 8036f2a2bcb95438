using System.Collections.Immutable;
using System.Reflection;
using ActorServe.Shared.Configuration;
using FsCheck;
using FsCheck.Xunit;

namespace ActorServe.Shared.Tests.Configuration;

public sealed class DeploymentDigestSpecs
{
    /// <summary>
    /// Names are in the deployment's id, replicas may come and go without new ones, and may be asked how they are at other times.
    /// </summary>
    private static readonly string[] NeedNoNewReplicas =
    [
        nameof(DeploymentConfig.Name), nameof(DeploymentConfig.NumReplicas), nameof(DeploymentConfig.ReplicasPerNode),
        nameof(DeploymentConfig.HealthCheckPeriod), nameof(DeploymentConfig.HealthCheckTimeout),
        nameof(DeploymentConfig.MaxQueuedRequests),
    ];

    private static readonly DeploymentConfig Sample = new() { Name = "classifier", Model = "/models/digits", ReplicasPerNode = 1 };

    public static TheoryData<string> OptionsOfADeployment => [.. Names<DeploymentConfig>()];

    public static TheoryData<string> OptionsOfASession => [.. Names<SessionConfig>()];

    [Theory]
    [MemberData(nameof(OptionsOfADeployment))]
    public void Every_option_counts_but_those_that_need_no_new_replicas(string option)
    {
        var changed = Sample with { };
        Change(changed, option);

        Assert.Equal(NeedNoNewReplicas.Contains(option), DeploymentDigest.Of(changed) == DeploymentDigest.Of(Sample));
    }

    [Theory]
    [MemberData(nameof(OptionsOfASession))]
    public void Every_option_of_a_session_counts(string option)
    {
        var session = new SessionConfig();
        Change(session, option);

        Assert.NotEqual(DeploymentDigest.Of(Sample), DeploymentDigest.Of(Sample with { Session = session }));
    }

    [Fact]
    public void It_is_the_same_in_every_process() => Assert.Equal("86ac053c679a0515", DeploymentDigest.Of(Sample));

    [Property]
    public bool The_order_of_values_does_not_matter(NonEmptyArray<NonNull<string>> keys)
    {
        var pairs = keys.Get.Select(key => key.Get).Distinct().Select(key => KeyValuePair.Create(key, key + "!")).ToList();
        var forth = Sample with { UserConfig = ImmutableDictionary.CreateRange(pairs) };
        pairs.Reverse();

        return DeploymentDigest.Of(forth) == DeploymentDigest.Of(Sample with { UserConfig = ImmutableDictionary.CreateRange(pairs) });
    }

    [Property]
    public bool Different_values_have_different_digests(NonNull<string> key, NonNull<string> left, NonNull<string> right)
    {
        static string Digest(string key, string value) =>
            DeploymentDigest.Of(Sample with { UserConfig = ImmutableDictionary<string, string>.Empty.Add(key, value) });

        return left.Get == right.Get || Digest(key.Get, left.Get) != Digest(key.Get, right.Get);
    }

    private static IEnumerable<string> Names<T>() =>
        typeof(T).GetProperties().Where(property => property.CanWrite).Select(property => property.Name);

    private static void Change(object config, string option)
    {
        var property = config.GetType().GetProperty(option, BindingFlags.Public | BindingFlags.Instance)!;
        property.SetValue(config, property.GetValue(config) switch
        {
            _ when property.PropertyType == typeof(string) => "another",
            _ when property.PropertyType == typeof(SessionConfig) => new SessionConfig { IntraOpNumThreads = 7 },
            _ when property.PropertyType == typeof(ImmutableDictionary<string, string>) =>
                ImmutableDictionary<string, string>.Empty.Add("a", "b"),
            bool flag => !flag,
            _ when property.PropertyType == typeof(int) || property.PropertyType == typeof(int?) => 77,
            _ => TimeSpan.FromSeconds(77),
        });
    }
}
