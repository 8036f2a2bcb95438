using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Logging;

namespace ActorServe.Shared.Programs.Logs;

/// <summary>How a program writes its log.</summary>
public enum LogFormat
{
    /// <summary>Lines for people.</summary>
    Text,

    /// <summary>An object a line, for programs.</summary>
    Json,
}

/// <summary>What a program logs, and how: the section <c>ActorServe:Logs</c> of its configuration.</summary>
public sealed class LogOptions
{
    /// <summary>How lines are written.</summary>
    /// <value>The default is <see cref="LogFormat.Text"/>.</value>
    [EnumDataType(typeof(LogFormat))]
    public LogFormat Format { get; set; } = LogFormat.Text;

    /// <summary>The least level that is written, where .NET's own section <c>Logging</c> says nothing else for a category.</summary>
    /// <value>The default is <see cref="LogLevel.Information"/>.</value>
    [EnumDataType(typeof(LogLevel))]
    public LogLevel Level { get; set; } = LogLevel.Information;
}
