using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Programs.State;
using ActorServe.Shared.Protocol;

namespace ActorServe.Seed.Targets;

/// <summary><c>targets.json</c> in a seed's state folder: what should run, for the time when no process is left that knows it.</summary>
/// <remarks>
/// Whoever reads it finds the old or the new targets: it is a <see cref="StateFile"/>. A file that is neither is somebody's mistake or a
/// broken disk; to go on without it would take everything down, so that reading it fails.
/// </remarks>
internal sealed class TargetsFile(string folder)
{
    private const string Name = "targets.json";
    private const string Format = "actorserve-targets/1";
    private const int MaxBytes = 4 * ApplicationFileReader.MaxBytes;

    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    /// <summary>Where it is.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, Name));

    /// <summary>How the file is replaced: on this machine's disk.</summary>
    internal Action<string, Action<Stream>> Replace { get; init; } = StateFile.Replace;

    /// <summary>The targets in the file; none where there is no file.</summary>
    /// <exception cref="InvalidDataException">It is torn or foreign; the message names the file.</exception>
    public ServeTargets Read()
    {
        if (!File.Exists(Path)) return ServeTargets.None;

        try
        {
            if (new FileInfo(Path).Length > MaxBytes) throw new InvalidDataException("it is too large");
            using var json = JsonDocument.Parse(File.ReadAllBytes(Path));
            return Read(json.RootElement);
        }
        catch (Exception cause) when (cause is JsonException or InvalidDataException or InvalidOperationException
            or KeyNotFoundException or FormatException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException(
                $"{Path} holds the targets that this seed kept, and cannot be read: {cause.Message}. "
                + "Restore it, or remove it to start without.", cause);
        }
    }

    /// <summary>Has the file hold these targets, on the disk, before it returns. It blocks.</summary>
    /// <exception cref="ReplacedNotFlushedException">It holds them, but may hold the old ones again after a power cut.</exception>
    /// <exception cref="IOException">It could not.</exception>
    public void Write(ServeTargets targets) => Replace(Path, file => Write(file, targets));

    private static ServeTargets Read(JsonElement root)
    {
        if (root.GetProperty("format").GetString() != Format) throw new InvalidDataException($"its format is not {Format}");

        var read = ApplicationFileReader.Parse(root.GetProperty("config").GetRawText(), baseDirectory: null);
        if (read.Config is not { } config) throw new InvalidDataException(string.Join("; ", read.Problems));

        var version = root.GetProperty("version").GetInt64();
        if (version < 1) throw new InvalidDataException($"version {version} is none");
        return new ServeTargets(version, config)
        {
            Pins = [.. root.GetProperty("pins").EnumerateArray().Select(ReadPin)],
            SetAtMs = root.GetProperty("set_at_ms").GetInt64(),
            ChangeId = root.GetProperty("change_id").GetInt64(),
            // A file of an older version does not have it.
            ConfigVersion = root.TryGetProperty("config_version", out var configVersion) ? configVersion.GetInt64() : 0,
        };
    }

    private static DeploymentPin ReadPin(JsonElement pin) => new(
        new DeploymentKey(new DeploymentId(Text(pin, "application"), Text(pin, "deployment")), Text(pin, "version")),
        new ModelPin(Text(pin, "model_version"), Text(pin, "digest")))
    {
        // Files of before do not say it.
        HasRun = pin.TryGetProperty("has_run", out var hasRun) && hasRun.GetBoolean(),
    };

    private static string Text(JsonElement of, string name) =>
        of.GetProperty(name).GetString() ?? throw new InvalidDataException($"{name} has no value");

    private static void Write(Stream file, ServeTargets targets)
    {
        using var json = new Utf8JsonWriter(file, Indented);
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteNumber("version", targets.Version);
        json.WriteNumber("change_id", targets.ChangeId);
        json.WriteNumber("config_version", targets.ConfigVersion);
        json.WriteNumber("set_at_ms", targets.SetAtMs);
        json.WriteStartArray("pins");
        foreach (var pin in targets.Pins) WritePin(json, pin);
        json.WriteEndArray();
        json.WritePropertyName("config");
        json.WriteRawValue(ServeConfigJson.Write(targets.Config));
        json.WriteEndObject();
    }

    private static void WritePin(Utf8JsonWriter json, DeploymentPin pin)
    {
        json.WriteStartObject();
        json.WriteString("application", pin.Key.Deployment.Application);
        json.WriteString("deployment", pin.Key.Deployment.Name);
        json.WriteString("version", pin.Key.Version);
        json.WriteString("model_version", pin.Model.Version);
        json.WriteString("digest", pin.Model.Digest);
        json.WriteBoolean("has_run", pin.HasRun);
        json.WriteEndObject();
    }
}
