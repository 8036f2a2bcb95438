using System.Text.Json;
using ActorServe.Cli.Members;
using Microsoft.Extensions.Time.Testing;

namespace ActorServe.Cli.Tests.Members;

public sealed class TailLinesSpecs
{
    private static readonly FakeTimeProvider Time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, 600, TimeSpan.Zero));
    private static readonly MembershipChange Up = new("up", Seen.AddressOf(2), ["replica"]);
    private static readonly MembershipChange Moved = new("controller", Seen.AddressOf(2), []) { Before = Seen.AddressOf(1) };

    [Fact]
    public void A_line_for_people_has_the_time_the_change_and_the_member()
    {
        var lines = new TailLines(Time, isJson: false);

        Assert.Equal("2026-01-02T03:04:05.600Z  up           10.0.0.2:4053  replica", lines.Of(Up));
        Assert.Equal("2026-01-02T03:04:05.600Z  controller   10.0.0.2:4053, before 10.0.0.1:4053", lines.Of(Moved));
        Assert.EndsWith("controller   nowhere, before 10.0.0.1:4053", lines.Of(Moved with { Address = "" }), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_is_one_object_a_line()
    {
        var line = new TailLines(Time, isJson: true).Of(Moved);

        Assert.DoesNotContain('\n', line);
        using var json = JsonDocument.Parse(line);
        Assert.Equal(
            ("2026-01-02T03:04:05.600Z", "controller", Seen.AddressOf(2), Seen.AddressOf(1)),
            (Text(json, "time"), Text(json, "change"), Text(json, "address"), Text(json, "before")));
    }

    private static string? Text(JsonDocument json, string name) => json.RootElement.GetProperty(name).GetString();
}
