using System.Diagnostics;
using System.Text.Json;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Programs.Logs;
using ActorServe.Shared.Protocol;
using ActorServe.TestSupport;
using Akka.Actor;
using Akka.Event;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using static ActorServe.Shared.Protocol.LogProtocol;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace ActorServe.Shared.Tests.Programs.Logs;

/// <summary>What a line says of what it is about, whoever wrote it.</summary>
public sealed class LogLinesSpecs : IDisposable
{
    private static readonly ReplicaId Replica = new(
        new DeploymentKey(new DeploymentId("digits", "classifier"), "v"), new NodeId("akka://here", 1), 3);

    private readonly LogRing _ring = new(1);
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 29, 23, 5, 11, 250, TimeSpan.Zero));
    private readonly ILoggerFactory _logs;

    public LogLinesSpecs() => _logs = LoggerFactory.Create(logging => logging.AddProvider(new RecentLogs(_ring, _time)));

    private ILogger Log => _logs.CreateLogger("test");

    private IReadOnlyList<LogLine> Lines => _ring.Read(new GetLogs(LogLevel.Trace, MostLines, -1)).Lines;

    public void Dispose() => _logs.Dispose();

    [Fact]
    public void Names_in_the_template_are_fields_beside_those_of_the_logger()
    {
        var log = LogFields.On(Log, "Application", "digits");

        log.LogWarning("{Topic}[{Partition}] stopped at {FirstOffset}{Held}", "digits.requests", 3, 1042L, "; 5 before it were not told");

        var line = Assert.Single(Lines);
        Assert.Equal(
            (LogLevel.Warning, "test", "digits.requests[3] stopped at 1042; 5 before it were not told"),
            (line.Level, line.Category, line.Message));
        Assert.Equal(
            [
                ("application", "digits", false), ("topic", "digits.requests", false), ("partition", "3", true),
                ("first_offset", "1042", true),
            ],
            line.Fields.Select(field => (field.Name, field.Value, field.IsNumber)));
    }

    [Fact]
    public void A_replica_is_its_application_its_deployment_and_itself_whatever_the_template_calls_it()
    {
        Log.LogWarning("{Who} threw", Replica);

        Assert.Equal(
            ["application=digits", "deployment=classifier", $"replica={Replica}"],
            Assert.Single(Lines).Fields.Select(field => $"{field.Name}={field.Value}"));
    }

    [Fact]
    public void A_line_in_a_recorded_trace_says_which_and_one_in_another_does_not()
    {
        using (new Activity("other").Start()) Log.LogWarning("outside");
        using var recorded = new Activity("recorded").SetIdFormat(ActivityIdFormat.W3C);
        recorded.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        recorded.Start();
        Log.LogWarning("inside");

        Assert.Equal(["", recorded.TraceId.ToHexString()], Lines.Select(line => line.TraceId));
        Assert.Equal(["", recorded.SpanId.ToHexString()], Lines.Select(line => line.SpanId));
    }

    [Fact]
    public void What_is_too_long_is_cut()
    {
        Log.LogError(new InvalidOperationException(new string('e', 20_000)), "{Text}", new string('t', 20_000));

        var line = Assert.Single(Lines);
        Assert.Equal((4_001, 8_001, 1_001), (line.Message.Length, line.Exception.Length, line.Fields[0].Value.Length));
    }

    [Fact]
    public async Task An_actors_line_has_its_message_alone_its_path_and_what_it_is_about()
    {
        using var host = Host();
        await host.StartAsync();

        Logging.GetLogger(host.Services.GetRequiredService<ActorSystem>(), "somebody").Warning("{Who} ends with {Rows} rows.", Replica, 2);

        await Eventually.AssertAsync(() => Assert.Contains(Lines, line => line.Message == $"{Replica} ends with 2 rows."));
        var fields = Lines.Single(line => line.Message.Contains("ends with", StringComparison.Ordinal)).Fields;
        Assert.Contains(new LogField("deployment", "classifier", false), fields);
        Assert.Contains(new LogField("rows", "2", true), fields);
        Assert.Contains(fields, field => field.Name == "actor");
        await host.StopAsync();
    }

    [Fact]
    public void As_json_a_line_is_one_object_on_one_line()
    {
        KeyValuePair<string, object?>[] state = [new("Partition", 3), new("Share", double.NaN), new("Message", "of a template")];
        using var written = new StringWriter();

        new JsonLines(_time).Write(
            new LogEntry<IReadOnlyList<KeyValuePair<string, object?>>>(
                LogLevel.Warning, "test", default, state, new InvalidOperationException("no"), (_, _) => "größe\n\"3\""),
            null, written);

        Assert.Equal(1, written.ToString().Count(letter => letter == '\n'));
        using var json = JsonDocument.Parse(written.ToString());
        Assert.Equal(
            ["time", "level", "category", "message", "partition", "share", "exception"],
            json.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal(
            ("2026-11-29T23:05:11.250Z", "warning", "größe\n\"3\"", 3, "NaN"),
            (Text("time"), Text("level"), Text("message"), json.RootElement.GetProperty("partition").GetInt32(), Text("share")));

        string? Text(string name) => json.RootElement.GetProperty(name).GetString();
    }

    private IHost Host()
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddProvider(new RecentLogs(_ring, _time));
        builder.Services.AddAkka("logs", akka => akka.ConfigureLoggers(logs =>
        {
            logs.ClearLoggers();
            logs.AddLoggerFactory();
        }));
        return builder.Build();
    }
}
