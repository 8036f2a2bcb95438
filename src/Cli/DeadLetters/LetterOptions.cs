using System.Collections.Immutable;
using System.CommandLine;
using ActorServe.Cli.Commands;
using ActorServe.Cli.Completion;
using ActorServe.Cli.Control;
using ActorServe.Cli.Inspecting;
using ActorServe.Cli.Kafka;
using ActorServe.Cli.Terminals;
using ActorServe.Gateway;
using Confluent.Kafka;

namespace ActorServe.Cli.DeadLetters;

/// <summary>A dead-letter topic that was found.</summary>
/// <param name="Connection">Its broker.</param>
/// <param name="Topic">The topic.</param>
/// <param name="SourceTopic">The input topic of the application that was named; null where the topic was.</param>
/// <param name="AlsoReading">Other applications that read that input topic; none where that is not known.</param>
internal sealed record LetterBox(KafkaConnection Connection, string Topic, string? SourceTopic, ImmutableArray<string> AlsoReading);

/// <summary>What commands about dead letters have in common: an application or a topic, a broker, and perhaps one dead letter.</summary>
internal sealed class LetterOptions
{
    private readonly Argument<string[]> _names;
    private readonly Option<string?> _topic = new("--topic")
    {
        HelpName = "T", Description = "The dead-letter topic, where no application is named; no seed is asked then.",
    };

    private readonly Option<string?> _kafka = Options.Kafka("without either the command fails");
    private readonly PlaceWish _place;

    public LetterOptions(PlaceWish place)
    {
        _place = place;
        _names = new Argument<string[]>(place == PlaceWish.None ? "APPLICATION" : "APPLICATION PARTITION/OFFSET")
        {
            Description = place switch
            {
                PlaceWish.None => "The application, unless --topic names a topic.",
                PlaceWish.Needed => "The application, unless --topic names a topic; and which dead letter.",
                _ => "The application, unless --topic names a topic; and one dead letter, where not all are meant.",
            },
            // More than are meant: what is too much is told below, in words of the command.
            Arity = new ArgumentArity(0, 2),
        };
        _names.CompletionSources.Add(SeedNames.Applications);
    }

    /// <summary>Whether a command is about one dead letter.</summary>
    public enum PlaceWish
    {
        /// <summary>Never.</summary>
        None,

        /// <summary>It may be.</summary>
        Possible,

        /// <summary>Always.</summary>
        Needed,
    }

    /// <summary>A command with these and its own options.</summary>
    public Command Create(
        string name, string description, Terminal terminal, IEnumerable<Option> options,
        Func<ParseResult, LetterBox, CancellationToken, Task<int>> run)
    {
        var command = ControlCommand.Create(
            name, description, terminal, [_names, _topic, .. options, _kafka],
            async (parsed, client, stopping) =>
            {
                var box = await OpenAsync(parsed, client, stopping);
                try
                {
                    return await run(parsed, box, stopping);
                }
                catch (KafkaException failure)
                {
                    throw new CommandFailedException($"{box.Topic}: {failure.Error.Reason}", ExitCodes.Failed, failure);
                }
            });
        command.Validators.Add(result =>
        {
            var names = result.GetValue(_names) ?? [];
            var places = names.Count(n => LetterChoice.PlaceOf(n) is not null);
            var topics = result.GetValue(_topic) is null ? 0 : 1;
            var spare = names.Length - places + topics;
            if (_place != PlaceWish.None && places == 0 && spare == 2)
                result.AddError($"'{names[^1]}' is no PARTITION/OFFSET; expected one as 3/1042.");
            else if (spare != 1) result.AddError("Give one of APPLICATION and --topic.");
            if (places > (_place == PlaceWish.None ? 0 : 1))
                result.AddError($"{string.Join(' ', names)}: expected fewer PARTITION/OFFSET.");
            if (_place == PlaceWish.Needed && places == 0) result.AddError("Which dead letter? PARTITION/OFFSET, as 3/1042.");
        });
        return command;
    }

    /// <summary>The dead letter that is named; null where none is.</summary>
    public (int Partition, long Offset)? PlaceIn(ParseResult parsed) =>
        (parsed.GetValue(_names) ?? []).Select(LetterChoice.PlaceOf).FirstOrDefault(place => place is not null);

    private async Task<LetterBox> OpenAsync(ParseResult parsed, AdminClient client, CancellationToken stopping)
    {
        var connection = KafkaSettings.Require(parsed.GetValue(_kafka), KafkaSettings.ReadConfiguration());
        if (parsed.GetValue(_topic) is { } topic) return new LetterBox(connection, topic, null, []);

        var name = parsed.GetValue(_names)!.First(n => LetterChoice.PlaceOf(n) is null);
        var serving = ServingReading.Of(await client.GetApplicationsAsync(stopping));
        var application = serving.Find(name);
        return application.Topics is { DeadLetter: { } deadLetter, Input: var input }
            ? new LetterBox(connection, deadLetter, input, serving.AlsoReading(application))
            : throw new CommandFailedException($"{name} has no dead-letter topic");
    }
}
