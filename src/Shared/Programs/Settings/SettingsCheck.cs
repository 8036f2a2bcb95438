using System.Collections;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace ActorServe.Shared.Programs.Settings;

/// <summary>
/// Everything that is wrong with a section of the configuration, by key, with the value that was found and what was expected: a person who
/// mends one setting must not learn of the next only then. Reads what binding and the options' own validators would read.
/// </summary>
public static class SettingsCheck
{
    /// <summary>Checks a section against a class of options; an empty list where it is right.</summary>
    public static IReadOnlyList<string> Problems(IConfiguration section, Type options)
    {
        var problems = new List<string>();
        Check(section, (section as IConfigurationSection)?.Path ?? "", Activator.CreateInstance(options)!, problems);
        return problems;
    }

    private static void Check(IConfiguration section, string path, object options, List<string> problems)
    {
        foreach (var property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var key = path.Length == 0 ? property.Name : $"{path}:{property.Name}";
            if (SettingsText.Holds(property.PropertyType)) CheckValue(section[property.Name], key, property, options, problems);
            else if (property.GetValue(options) is IList<string> list) Fill(list, section.GetSection(property.Name));
            else if (property.GetValue(options) is { } nested and not IEnumerable)
                Check(section.GetSection(property.Name), key, nested, problems);
        }

        if (options is not IValidatableObject validatable) return;
        foreach (var result in validatable.Validate(new ValidationContext(options)))
            problems.Add($"{path}:{string.Join(", ", result.MemberNames)} {result.ErrorMessage}");
    }

    private static void CheckValue(string? text, string key, PropertyInfo property, object options, List<string> problems)
    {
        if (!property.CanWrite) return;
        if (text is not null && !TryRead(text, property, options))
        {
            problems.Add($"{key} is '{text}'; expected {Expected(property)}");
            return;
        }

        var value = property.GetValue(options);
        foreach (var rule in property.GetCustomAttributes<ValidationAttribute>().Where(rule => !rule.IsValid(value)))
            problems.Add($"{key} is {(value is null or "" ? "not set" : $"'{text ?? value}'")}; expected {Expected(property)}");
    }

    private static bool TryRead(string text, PropertyInfo property, object options)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        try
        {
            var value = TypeDescriptor.GetConverter(type).ConvertFromInvariantString(text);
            // Any number passes for one of them.
            if (type.IsEnum && !Enum.IsDefined(type, value!)) return false;
            property.SetValue(options, value);
            return true;
        }
        catch (Exception refused) when (refused is FormatException or ArgumentException or OverflowException or NotSupportedException)
        {
            return false;
        }
    }

    private static void Fill(IList<string> list, IConfigurationSection section)
    {
        if (list.IsReadOnly) return;
        foreach (var item in section.GetChildren()) list.Add(item.Value ?? "");
    }

    private static string Expected(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (property.GetCustomAttribute<RangeAttribute>() is { } range)
        {
            var kind = type == typeof(TimeSpan) ? "a time (days.hours:minutes:seconds)" : "a number";
            return string.Create(CultureInfo.InvariantCulture, $"{kind} from {range.Minimum} to {range.Maximum}");
        }

        if (type.IsEnum) return string.Join(" or ", Enum.GetNames(type));
        return type == typeof(TimeSpan) ? "a time (hours:minutes:seconds)"
            : type == typeof(bool) ? "true or false"
            : type == typeof(string) ? "a value"
            : $"a value of {type.Name}";
    }
}
