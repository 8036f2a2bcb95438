using System.Collections;
using System.Globalization;
using System.Reflection;

namespace ActorServe.Shared.Programs.Settings;

/// <summary>What a program prints where it is asked for help: its settings and their defaults.</summary>
internal static class SettingsHelp
{
    private static readonly string[] Words = ["--help", "-h", "-?"];

    /// <summary>Whether the arguments ask for it.</summary>
    public static bool IsAsked(IEnumerable<string> args) => args.Any(Words.Contains);

    /// <summary>The text.</summary>
    /// <param name="program">The program's name.</param>
    /// <param name="options">The classes of options, and the sections that they are read from.</param>
    public static string Text(string program, IEnumerable<(Type Type, string? Section)> options)
    {
        var settings = options.SelectMany(o => Of(Activator.CreateInstance(o.Type)!, o.Section))
            .Distinct().OrderBy(s => s.Name, StringComparer.Ordinal).ToList();
        var width = settings.Max(setting => setting.Name.Length) + 4;
        return $"""
            {program}: a node of an ActorServe cluster. It takes settings, each as --NAME VALUE, as ACTORSERVE__NAME in the environment
            (with __ for each colon), or in appsettings.json; docs/operations.md says what they mean.

            {string.Join(Environment.NewLine, settings.Select(s => $"  --{s.Name.PadRight(width)}{s.Default}".TrimEnd()))}
            """;
    }

    private static IEnumerable<(string Name, string Default)> Of(object options, string? section)
    {
        foreach (var property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var name = section is null ? property.Name : $"{section}:{property.Name}";
            var value = property.GetValue(options);
            if (SettingsText.Lists(property.PropertyType)) yield return ($"{name}:0", "");
            else if (SettingsText.Holds(property.PropertyType))
            {
                if (property.SetMethod is { IsPublic: true }) yield return (name, string.Create(CultureInfo.InvariantCulture, $"{value}"));
            }
            else if (value is not null and not IEnumerable)
            {
                foreach (var inner in Of(value, name)) yield return inner;
            }
        }
    }
}
