using System.Net;
using System.Net.Sockets;
using ActorServe.ActorTestKit;
using ActorServe.Gateway.Front;
using ActorServe.Routing;
using ActorServe.Shared.Protocol;
using Akka.Hosting;
using Akka.TestKit;
using static ActorServe.Gateway.Tests.Front.DoorFixture;

namespace ActorServe.Gateway.Tests.Front;

/// <summary>What the door holds of bodies and answers, and what becomes of it when a client breaks off.</summary>
public sealed class DoorRoomSpecs : PatientTestKit
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

    [Fact]
    public async Task An_answer_has_the_place_of_its_body_and_counts_until_it_is_written()
    {
        await using var door = await OpenAsync(_router.Value, new FrontOptions { MaxConcurrentBodyBytes = 100 });

        var fits = await AnsweredAsync(door, new string('1', 100));
        await AwaitAssertAsync(() => Assert.Equal((0, 0L), (door.Door.Room.Requests, door.Door.Room.Bytes)));
        var refused = await AnsweredAsync(door, new string('1', 101));

        Assert.Equal(HttpStatusCode.OK, fits.StatusCode);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, true), (refused.StatusCode, refused.Headers.RetryAfter is not null));
        await AwaitAssertAsync(() => Assert.Equal((0, 0L), (door.Door.Room.Requests, door.Door.Room.Bytes)));
    }

    [Fact]
    public async Task Why_a_request_failed_is_said_though_there_is_no_room_for_an_answer()
    {
        await using var door = await OpenAsync(_router.Value, new FrontOptions { MaxConcurrentBodyBytes = 3 });

        var asking = door.PostAsync("[1]");
        Fail(await _router.Value.ExpectMsgAsync<RouterProtocol.Submit>(), FailureKind.BadInput, "it is bad");

        await ReadsAsync(HttpStatusCode.BadRequest, "it is bad", await asking);
    }

    private static bool Says(string line, string words) => line.Contains(words, StringComparison.Ordinal);

    private async Task<HttpResponseMessage> AnsweredAsync(DoorFixture door, string output)
    {
        var asking = door.PostAsync("[1]");
        Complete(await _router.Value.ExpectMsgAsync<RouterProtocol.Submit>(), Output(output));
        return await asking;
    }
}
