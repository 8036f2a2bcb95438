using System.Text;
using ActorServe.Cli.Terminals;
using ActorServe.TestSupport;

namespace ActorServe.Cli.Tests;

/// <summary>A terminal without a screen, as a pipe is, that remembers what it was told.</summary>
internal sealed class TestTerminal
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    public TestTerminal(string input = "") => Terminal = new Terminal
    {
        Output = TextWriter.Synchronized(new StringWriter(_output)),
        Error = TextWriter.Synchronized(new StringWriter(_error)),
        RawOutput = new MemoryStream(),
        RawInput = new MemoryStream(Encoding.UTF8.GetBytes(input)),
    };

    public Terminal Terminal { get; private init; }

    /// <summary>What is piped in, where it is no text.</summary>
    public Stream RawInput
    {
        init => Terminal = Terminal with { RawInput = value };
    }

    public string Output => Read(Terminal.Output, _output);

    public string Error => Read(Terminal.Error, _error);

    public byte[] Raw => ((MemoryStream)Terminal.RawOutput).ToArray();

    public string RawText => Encoding.UTF8.GetString(Raw);

    public string All => $"{Output}\n{Error}\n{RawText}";

    public async Task<int> RunAsync(params string[] args) => await RunAsync(TestContext.Current.CancellationToken, args);

    /// <summary>Waits until the output has the text, which a command that ended never says.</summary>
    public async Task SaysAsync(string text, Task command)
    {
        var said = Eventually.AssertAsync(Says, Patience);
        await Task.WhenAny(said, command);
        if (!said.IsCompletedSuccessfully) Says();

        void Says() => Assert.True(All.Contains(text, StringComparison.Ordinal), $"'{text}' did not come:\n{All}");
    }

    public Task<int> RunAsync(CancellationToken stopping, params string[] args) => CommandLine.RunAsync(args, Terminal, stopping);

    // A synchronized writer writes under its own lock: what is read in the midst of that is none of its states.
    private static string Read(TextWriter writer, StringBuilder written)
    {
        lock (writer) return written.ToString();
    }
}
