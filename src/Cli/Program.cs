using ActorServe.Cli;
using ActorServe.Cli.Terminals;

using var signals = new StopSignals();
return await CommandLine.RunAsync(args, StandardTerminal.Open(), signals.Stopping);
