using System.Runtime.InteropServices;

namespace ActorServe.Cli.Terminals;

/// <summary>Ctrl-C and SIGTERM: the first asks for an end in good order, the second ends the process at once.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _signals;

    /// <summary>Listens from now on.</summary>
    public StopSignals() =>
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Heard), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Heard),
        ];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _stopping.Dispose();
    }

    private void Heard(PosixSignalContext signal)
    {
        signal.Cancel = true;
        if (Interlocked.Increment(ref _signals) > 1) Environment.Exit(ExitCodes.Interrupted);

        // Off the thread of signals: what is told runs here, and a second signal must be heard meanwhile.
        ThreadPool.UnsafeQueueUserWorkItem(static stopping => Cancel(stopping), _stopping, preferLocal: false);
    }

    private static void Cancel(CancellationTokenSource stopping)
    {
        try
        {
            stopping.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The command ended while the signal was on its way.
        }
    }
}
