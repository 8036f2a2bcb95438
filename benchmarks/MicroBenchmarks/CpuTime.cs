using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;

namespace ActorServe.MicroBenchmarks;

/// <summary>
/// Runs the same benchmarks by the CPU time of their own thread, the least of many samples: on a machine that is shared, wall time says
/// more about the neighbours. Linux only.
/// </summary>
internal static partial class CpuTime
{
    private const int Samples = 40;
    private const long SampleNanoseconds = 5_000_000;
    private const int ThreadCpuTimeClock = 3;

    /// <summary>Prints a table of all benchmarks whose class or method has this in its name.</summary>
    public static async Task RunAsync(string filter)
    {
        Console.WriteLine("| benchmark | CPU ns an operation | allocated B |");
        Console.WriteLine("|---|---|---|");
        foreach (var type in typeof(CpuTime).Assembly.GetTypes().OrderBy(t => t.Name, StringComparer.Ordinal))
        {
            var methods = type.GetMethods().Where(m => m.GetCustomAttribute<BenchmarkAttribute>() is not null);
            foreach (var method in methods.Where(m => $"{type.Name}.{m.Name}".Contains(filter, StringComparison.OrdinalIgnoreCase)))
            {
                foreach (var (instance, label) in Instances(type))
                {
                    await SetUpAsync(type, instance);
                    var prepare = type.GetMethods()
                        .FirstOrDefault(m => m.GetCustomAttribute<IterationSetupAttribute>() is not null)?.CreateDelegate<Action>(instance);
                    var (nanoseconds, bytes) = Measure(
                        prepare, Call(method, instance), method.GetCustomAttribute<BenchmarkAttribute>()!.OperationsPerInvoke);
                    Console.WriteLine(string.Create(
                        CultureInfo.InvariantCulture, $"| {type.Name}.{method.Name}{label} | {nanoseconds:F1} | {bytes:F0} |"));
                }
            }
        }
    }

    private static IEnumerable<(object Instance, string Label)> Instances(Type type)
    {
        var sets = type.GetProperties()
            .Select(property => (Property: property, Values: property.GetCustomAttribute<ParamsAttribute>()?.Values))
            .Where(set => set.Values is not null)
            .Aggregate(
                new List<List<(PropertyInfo Property, object? Value)>> { new() },
                (all, set) => [.. all.SelectMany(chosen => set.Values!.Select(value => chosen.Append((set.Property, value)).ToList()))]);
        foreach (var set in sets)
        {
            var instance = Activator.CreateInstance(type)!;
            foreach (var (property, value) in set) property.SetValue(instance, value);
            yield return (instance, string.Concat(set.Select(s => $" {s.Property.Name}={s.Value}")));
        }
    }

    private static async Task SetUpAsync(Type type, object instance)
    {
        foreach (var method in type.GetMethods().Where(m => m.GetCustomAttribute<GlobalSetupAttribute>() is not null))
        {
            if (method.Invoke(instance, null) is Task task) await task;
        }
    }

    private static Action Call(MethodInfo method, object instance)
    {
        if (method.ReturnType == typeof(void)) return method.CreateDelegate<Action>(instance);
        var discard = typeof(CpuTime).GetMethod(nameof(Discard), BindingFlags.NonPublic | BindingFlags.Static)!;
        return (Action)discard.MakeGenericMethod(method.ReturnType).Invoke(null, [method, instance])!;
    }

    private static Action Discard<T>(MethodInfo method, object instance)
    {
        var call = method.CreateDelegate<Func<T>>(instance);
        return () => call();
    }

    private static (double Nanoseconds, double Bytes) Measure(Action? prepare, Action call, int operations)
    {
        var calls = 1;
        while (prepare is null && Sample(null, call, calls).Nanoseconds < SampleNanoseconds) calls *= 2;

        // The compiler's last tier comes a while after the last call that asked for it.
        for (var i = 0; i < Samples; i++) Sample(prepare, call, calls);
        Thread.Sleep(500);
        var samples = Enumerable.Range(0, Samples).Select(_ => Sample(prepare, call, calls)).ToList();
        return ((double)samples.Min(s => s.Nanoseconds) / calls / operations, (double)samples.Min(s => s.Bytes) / calls / operations);
    }

    private static (long Nanoseconds, long Bytes) Sample(Action? prepare, Action call, int calls)
    {
        prepare?.Invoke();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var start = Now();
        for (var i = 0; i < calls; i++) call();
        return (Now() - start, GC.GetAllocatedBytesForCurrentThread() - allocated);
    }

    private static long Now()
    {
        _ = GetTime(ThreadCpuTimeClock, out var time);
        return time.Seconds * 1_000_000_000 + time.Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out Time time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
