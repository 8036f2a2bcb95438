using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ActorServe.TestSupport.Processes;

/// <summary><c>actorserve</c> in a process of its own, to be signalled and killed.</summary>
public sealed partial class ServeProcess : IAsyncDisposable
{
    private const int MostLines = 50_000;

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private int _dropped;

    private ServeProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Its id.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Its exit code, once it has ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Everything that it printed; where that is a lot its newest lines, and first how many are left out.</summary>
    public string Output => (_dropped == 0 ? "" : $"({_dropped} lines before these are left out)\n") + string.Join('\n', _lines);

    /// <summary>CPU time so far.</summary>
    public TimeSpan CpuTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts <c>dotnet ASSEMBLY ARGUMENTS</c>.</summary>
    public static ServeProcess Start(
        string assembly, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("dotnet", [assembly, .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return new ServeProcess(Process.Start(start)!);
    }

    /// <summary>The largest resident set so far, in bytes.</summary>
    public long PeakMemory()
    {
        var line = File.ReadLines($"/proc/{Id}/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(
            line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1],
            System.Globalization.CultureInfo.InvariantCulture) * 1024;
    }

    /// <summary>kill -9, and waits for its end.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGSTOP: it does nothing any more, and its connections stay.</summary>
    public void Freeze() => _ = Kill(_process.Id, 19);

    /// <summary>SIGCONT: it goes on where it was.</summary>
    public void Thaw() => _ = Kill(_process.Id, 18);

    /// <summary>SIGINT, as Ctrl-C is, and waits for nothing.</summary>
    public void Interrupt() => _ = Kill(_process.Id, 2);

    /// <summary>Waits for its end, which somebody else brings about.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> ExitedAsync(TimeSpan patience)
    {
        using var timeout = new CancellationTokenSource(patience);
        await _process.WaitForExitAsync(timeout.Token);
        return _process.ExitCode;
    }

    /// <summary>SIGTERM, and waits for its end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> TerminateAsync(TimeSpan patience)
    {
        if (!_process.HasExited) _ = Kill(_process.Id, 15);
        using var timeout = new CancellationTokenSource(patience);
        await _process.WaitForExitAsync(timeout.Token);
        return _process.ExitCode;
    }

    /// <summary>Waits until it has printed this.</summary>
    public async Task PrintsAsync(string text, TimeSpan patience)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            if (TimeProvider.System.GetElapsedTime(began) > patience || HasExited)
                throw new TimeoutException($"'{text}' was not printed; {Output}");
            await Task.Delay(20);
        }
    }

    /// <summary>Ends it, whatever it does.</summary>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs e)
    {
        if (e.Data is null) return;
        _lines.Enqueue(e.Data);
        while (_lines.Count > MostLines && _lines.TryDequeue(out _)) Interlocked.Increment(ref _dropped);
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
