using ActorServe.Shared.Hosting;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace ActorServe.Shared.Programs.Logs;

/// <summary>Has a program log as its settings say, and keep what it logged lately.</summary>
public static class LogsHosting
{
    /// <summary>The console as <see cref="LogOptions"/> say, and the ring of recent lines.</summary>
    internal static WebApplicationBuilder AddNodeLogs(this WebApplicationBuilder builder)
    {
        var options = builder.Read<NodeOptions>().Logs;
        builder.Logging.SetMinimumLevel(options.Level);
        if (options.Format == LogFormat.Json) builder.Logging.AddJsonLines();
        else builder.Logging.AddTextLines();
        builder.Services.AddRecentLogs();
        return builder;
    }

    /// <summary>Keeps what the process logs from now on, for <see cref="WithRecentLogs"/>.</summary>
    public static IServiceCollection AddRecentLogs(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        // A thousand lines a millisecond would have to be written before the numbers of two processes on one address could meet.
        services.AddSingleton(provider => new LogRing(ClockOf(provider).GetUtcNow().ToUnixTimeMilliseconds() * 1_000));
        services.AddSingleton<ILoggerProvider>(provider => new RecentLogs(provider.GetRequiredService<LogRing>(), ClockOf(provider)));
        return services;

        static TimeProvider ClockOf(IServiceProvider provider) => provider.GetRequiredService<TimeProvider>();
    }

    /// <summary>Answers for what <see cref="AddRecentLogs"/> keeps, at <see cref="ActorPaths.Logs"/>.</summary>
    public static AkkaConfigurationBuilder WithRecentLogs(this AkkaConfigurationBuilder builder) =>
        builder.WithActors((system, _, resolver) =>
        {
            var ring = resolver.GetService<LogRing>();
            system.ActorOf(Props.Create(() => new LogsActor(ring)), ActorPaths.LogsName);
        });

    /// <summary>The level of actors' loggers that fits: below it they do not make what nobody writes.</summary>
    internal static Akka.Event.LogLevel ActorLevel(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => Akka.Event.LogLevel.DebugLevel,
        LogLevel.Information => Akka.Event.LogLevel.InfoLevel,
        LogLevel.Warning => Akka.Event.LogLevel.WarningLevel,
        _ => Akka.Event.LogLevel.ErrorLevel,
    };

    private static void AddJsonLines(this ILoggingBuilder logging) => logging
        .AddConsole(console => console.FormatterName = JsonLines.FormatName)
        .AddConsoleFormatter<JsonLines, ConsoleFormatterOptions>();

    private static void AddTextLines(this ILoggingBuilder logging) => logging.AddSimpleConsole(console =>
    {
        console.SingleLine = true;
        console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fff ";
    });
}
