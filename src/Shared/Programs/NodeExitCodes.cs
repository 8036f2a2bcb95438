namespace ActorServe.Shared.Programs;

/// <summary>What the end of a node's process means to its supervisor.</summary>
public static class NodeExitCodes
{
    /// <summary>It was asked to end, and did so in good order.</summary>
    public const int Ok = 0;

    /// <summary>It could not start, or ended by a failure of its own.</summary>
    public const int Failed = 1;

    /// <summary>Its settings are wrong; nothing was started, and starting it again does not help.</summary>
    public const int Settings = 2;

    /// <summary>The cluster went on without it: it was downed or quarantined. Started again, it joins as a new node.</summary>
    public const int Downed = 3;
}
