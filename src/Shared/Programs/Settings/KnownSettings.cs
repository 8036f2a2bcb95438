using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using ActorServe.Shared.Configuration;
using Microsoft.Extensions.Configuration;

namespace ActorServe.Shared.Programs.Settings;

/// <summary>
/// The settings that classes of options know, and those of a configuration that none does: most often a key that was mistyped.
/// </summary>
public sealed class KnownSettings
{
    private readonly Dictionary<string, KnownSettings> _byName = new(StringComparer.OrdinalIgnoreCase);
    private bool _mayHaveOthers;

    /// <summary>
    /// The settings of all programs, which one may have that does not read them: programs of one machine often have one environment and one
    /// <c>appsettings.json</c>.
    /// </summary>
    public static ImmutableArray<string> OfAllPrograms { get; } =
    [
        "Admin", "Cluster", "DirectoryRefreshInterval", "Dispatcher", "GracefulShutdownTimeout", "Health", "Http", "InferenceThreads",
        "Kafka", "Logs", "ModelRoot", "Pbm", "ReconcileInterval", "ResendInterval", "Router", "ShutdownTimeout", "StartAnswerTimeout",
        "StartFile", "Tls",
    ];

    /// <summary>Their names, those of one section.</summary>
    public IEnumerable<string> Names => _byName.Keys;

    /// <summary>What a class of options reads is known from now on.</summary>
    /// <param name="options">The class.</param>
    /// <param name="section">The section that it is read from, below this one; null is this one.</param>
    public KnownSettings Add(Type options, string? section = null)
    {
        (section is null ? this : Below(section)).Add(Activator.CreateInstance(options)!);
        return this;
    }

    /// <summary>Every setting of a section that is not known, by key, with the one that was probably meant.</summary>
    public IReadOnlyList<string> Unknown(IConfigurationSection section) =>
        [.. section.GetChildren().Where(child => !IsOfAnother(child.Key)).SelectMany(UnknownIn)];

    private bool IsOfAnother(string name) => !_byName.ContainsKey(name) && OfAllPrograms.Contains(name, StringComparer.OrdinalIgnoreCase);

    private IEnumerable<string> UnknownIn(IConfigurationSection setting)
    {
        if (_mayHaveOthers) return [];
        if (_byName.TryGetValue(setting.Key, out var known)) return setting.GetChildren().SelectMany(known.UnknownIn);

        var near = Spelling.Nearest(setting.Key, _byName.Keys) is { } meant ? $"; did you mean {meant}?" : "";
        return [$"{setting.Path} is not a known setting{near}"];
    }

    private void Add(object options)
    {
        _mayHaveOthers |= options.GetType().IsDefined(typeof(OtherKeysAttribute));
        foreach (var property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var value = property.GetValue(options);
            if (SettingsText.Lists(property.PropertyType) || value is IDictionary) Below(property.Name)._mayHaveOthers = true;
            else if (SettingsText.Holds(property.PropertyType)) Leaf(property);
            else if (value is not null and not IEnumerable) Below(property.Name).Add(value);
        }
    }

    private void Leaf(PropertyInfo property)
    {
        if (property.SetMethod is { IsPublic: true }) Below(property.Name);
    }

    private KnownSettings Below(string name) =>
        _byName.TryGetValue(name, out var known) ? known : _byName[name] = new KnownSettings();
}
