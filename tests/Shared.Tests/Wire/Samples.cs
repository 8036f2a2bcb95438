using System.Collections.Immutable;
using System.Reflection;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Protocol;

namespace ActorServe.Shared.Tests.Wire;

/// <summary>
/// Makes any message up from its type: whatever a property may hold, it holds at some time, and a new property needs no word here.
/// </summary>
/// <param name="seed">The same makes the same.</param>
/// <param name="most">Items of a list.</param>
/// <param name="longest">Bytes of a value.</param>
internal sealed class Samples(int seed, int most = 100, int longest = 300)
{
    private static readonly string[] Texts =
    [
        "", "a", "application/json", "digits.requests", "größe", "日本", "\U0001F600", "line\nbreak", "akka.tcp://actorserve@127.0.0.1:4053",
    ];

    private static readonly long[] Edges = [0, 1, -1, 63, 64, 127, 128, -64, -65, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue];

    private readonly Random _random = new(seed);

    public static ImmutableArray<Type> Messages { get; } =
        [
            .. typeof(IWireMessage).Assembly.GetTypes()
                .Where(type => type.IsAssignableTo(typeof(IWireMessage)) && !type.IsAbstract).OrderBy(type => type.FullName),
        ];

    public IWireMessage Of(Type message) => (IWireMessage)Value(message)!;

    private object? Value(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying) return _random.Next(3) == 0 ? null : Value(underlying);
        if (type == typeof(ImmutableArray<ReplicaEntry>) && most > 20) return new Samples(_random.Next(), 20, longest).Value(type);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>)) return Many(type.GetGenericArguments()[0]);
        if (type.IsEnum) return Enum.GetValues(type).GetValue(_random.Next(Enum.GetValues(type).Length));
        if (type == typeof(string)) return Texts[_random.Next(Texts.Length)] + (_random.Next(4) == 0 ? $"{_random.Next()}" : "");
        if (type == typeof(int)) return (int)Number();
        if (type == typeof(long)) return Number();
        if (type == typeof(bool)) return _random.Next(2) == 0;
        if (type == typeof(TimeSpan)) return new TimeSpan(Number());
        if (type == typeof(Guid)) return new Guid(Bytes(16));
        if (type == typeof(ReadOnlyMemory<byte>)) return new ReadOnlyMemory<byte>(Bytes(_random.Next(4) == 0 ? 0 : _random.Next(longest)));
        if (type == typeof(ServeConfig)) return Config();
        if (type == typeof(DeploymentConfig)) return Deployment("classifier");
        return Composed(type);
    }

    private object Many(Type item)
    {
        var items = Array.CreateInstance(item, _random.Next(_random.Next(8) == 0 ? most : Math.Min(most, 5)));
        for (var i = 0; i < items.Length; i++) items.SetValue(Value(item), i);

        // An index is never negative.
        if (items is int[] indexes) items = indexes.Select(index => index & int.MaxValue).ToArray();
        return typeof(ImmutableArray).GetMethods()
            .Single(method => method.Name == "Create" && method.GetParameters() is [{ ParameterType.IsArray: true }])
            .MakeGenericMethod(item).Invoke(null, [items])!;
    }

    private object Composed(Type type)
    {
        var constructor = type.GetConstructors(BindingFlags.Public | BindingFlags.Instance)
            .OrderByDescending(each => each.GetParameters().Length).First();
        var made = constructor.Invoke([.. constructor.GetParameters().Select(parameter => Parameter(type, parameter))]);
        var others = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite
            && !constructor.GetParameters().Any(parameter => parameter.Name == property.Name));
        foreach (var property in others)
            property.SetValue(made, MayBeNull(property) && _random.Next(3) == 0 ? null : Value(property.PropertyType));
        return made;
    }

    private object? Parameter(Type type, ParameterInfo parameter) =>
        type == typeof(RowEntry) && parameter.ParameterType == typeof(int) ? _random.Next(100_000)
        : new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable && _random.Next(3) == 0 ? null
        : Value(parameter.ParameterType);

    private static bool MayBeNull(PropertyInfo property) =>
        !property.PropertyType.IsValueType && new NullabilityInfoContext().Create(property).WriteState == NullabilityState.Nullable;

    private long Number() => _random.Next(3) switch
    {
        0 => Edges[_random.Next(Edges.Length)],
        1 => _random.Next(100_000),
        _ => _random.NextInt64(long.MinValue, long.MaxValue),
    };

    private byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        _random.NextBytes(bytes);
        return bytes;
    }

    private ServeConfig Config() => new([.. Enumerable.Range(0, _random.Next(4)).Select(n => new ApplicationConfig
    {
        Name = $"application-{n}",
        RoutePrefix = _random.Next(2) == 0 ? $"/application-{n}" : $"/route/{n}",
        Ingress = "a",
        Kafka = _random.Next(2) == 0
            ? null
            : new KafkaConfig { InputTopic = "in", Group = $"group-{n}", OutputTopic = "out", MaxAttempts = _random.Next(1, 100) },
        Deployments = _random.Next(2) == 0 ? [Deployment("a")] : [Deployment("a"), Deployment("b")],
    })]);

    private DeploymentConfig Deployment(string name)
    {
        var isClass = _random.Next(2) == 0;
        return new DeploymentConfig
        {
            Name = name,
            Model = isClass ? null : _random.Next(2) == 0 ? "models/digits" : "/srv/models/digits",
            ImportPath = isClass ? "bin/Words.dll:Samples.Words" : null,
            ReplicasPerNode = _random.Next(1, 5),
            MaxBatchSize = _random.Next(1, 100),
            RunTimeout = _random.Next(2) == 0 ? null : TimeSpan.FromMilliseconds(_random.Next(1, 10_000)),
            UserConfig = ImmutableDictionary<string, string>.Empty.Add("text", Texts[_random.Next(Texts.Length)]),
        };
    }
}
