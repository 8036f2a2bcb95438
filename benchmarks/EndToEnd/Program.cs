using ActorServe.EndToEnd;
using ActorServe.EndToEnd.Loops;

if (args is ["loop", var name, .. var rest])
{
    using var stop = new CancellationTokenSource();
    using var onTerm = System.Runtime.InteropServices.PosixSignalRegistration.Create(
        System.Runtime.InteropServices.PosixSignal.SIGTERM,
        context =>
        {
            context.Cancel = true;
            stop.Cancel();
        });
    var arguments = LoopArguments.Parse(rest);
    if (name == "naive") NaiveLoop.Run(arguments, stop.Token);
    else TunedLoop.Run(arguments, stop.Token);
    return 0;
}

return await Comparison.RunAsync(ComparisonOptions.Parse(args));
