using System.Collections.Frozen;
using System.Collections.Immutable;

namespace ActorServe.Gateway.Front.Routes;

/// <summary>Which application answers a path: the one with the longest prefix, as in Ray. Immutable.</summary>
internal sealed class RouteTable
{
    private readonly FrozenDictionary<string, Route> _routes;
    private readonly Route? _root;
    private readonly int _longest;

    public RouteTable(ImmutableArray<Route> routes)
    {
        Routes = routes;
        _routes = routes.ToFrozenDictionary(route => route.Prefix, StringComparer.Ordinal);
        _root = _routes.GetValueOrDefault("/");
        _longest = routes.Select(route => route.Prefix.Length).DefaultIfEmpty().Max();
    }

    /// <summary>All of them; no prefix twice.</summary>
    public ImmutableArray<Route> Routes { get; }

    /// <summary>The route of a path, or null. <c>/a</c> answers <c>/a</c> and what is below <c>/a/</c>, and not <c>/ab</c>.</summary>
    public Route? Find(string path)
    {
        var lookup = _routes.GetAlternateLookup<ReadOnlySpan<char>>();
        var rest = path.AsSpan();
        while (rest.Length > 1)
        {
            // What is longer than every prefix is not hashed: a path of slashes alone would cost its square.
            if (rest.Length <= _longest && lookup.TryGetValue(rest, out var route)) return route;
            rest = rest[..Math.Max(0, rest.LastIndexOf('/'))];
        }

        return _root;
    }
}
