namespace ActorServe.Shared.Programs.Settings;

/// <summary>A class of options whose section may have any key beside its properties, because somebody else gives them a meaning.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OtherKeysAttribute : Attribute;
