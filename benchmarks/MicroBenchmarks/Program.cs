using ActorServe.MicroBenchmarks;
using BenchmarkDotNet.Running;

if (args is ["cpu", .. var filter]) await CpuTime.RunAsync(filter.FirstOrDefault(""));
else BenchmarkSwitcher.FromAssembly(System.Reflection.Assembly.GetExecutingAssembly()).Run(args);
