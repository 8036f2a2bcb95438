using System.ComponentModel;

namespace ActorServe.Shared.Programs.Settings;

/// <summary>What a setting is, by its type.</summary>
internal static class SettingsText
{
    /// <summary>It is written as one text, and not a section or a list.</summary>
    public static bool Holds(Type type) =>
        type == typeof(string) || TypeDescriptor.GetConverter(Nullable.GetUnderlyingType(type) ?? type).CanConvertFrom(typeof(string));

    /// <summary>It is written as a list of texts. One that is made of another setting is only read, and has a type that says so.</summary>
    public static bool Lists(Type type) => type == typeof(IList<string>);
}
