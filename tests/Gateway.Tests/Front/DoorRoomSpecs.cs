using System.Net;
using System.Net.Sockets;
using Akka.Hosting;
using Akka.TestKit;
using static ActorServe.Gateway.Tests.Front.DoorFixture;

namespace ActorServe.Gateway.Tests.Front;

/// <summary>What the door holds of bodies and answers, and what becomes of it when a client breaks off.</summary>
public sealed class DoorRoomSpecs : Akka.Hosting.TestKit.TestKit
{
    private readonly Lazy<TestProbe> _router;

    public DoorRoomSpecs() => _router = new Lazy<TestProbe>(() => CreateTestProbe());

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider)
    {
    }

    [Fact]
    public async Task A_client_that_resets_in_the_midst_of_its_body_has_gone_and_is_no_bug_of_ours()
    {
        await using var door = await OpenAsync(_router.Value);
        // A TcpClient would say goodbye first, whatever lingers.
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp) { LingerState = new LingerOption(true, 0) };
        await client.ConnectAsync(IPAddress.Loopback, door.Client.BaseAddress!.Port);
        await client.SendAsync("POST /app HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n[1"u8.ToArray());
        await AwaitAssertAsync(() => Assert.Equal((1, 10L), (door.Door.Room.Requests, door.Door.Room.Bytes)));

        client.Close();

        await AwaitAssertAsync(() => Assert.Contains(door.Log.Copy(), line => Says(line, "POST /app: 499 in")));
        Assert.DoesNotContain(door.Log.Copy(), line => Says(line, "could not be answered"));
        Assert.Equal((0, 0L), (door.Door.Room.Requests, door.Door.Room.Bytes));
    }

    private static bool Says(string line, string words) => line.Contains(words, StringComparison.Ordinal);
}
