namespace ActorServe.Shared.Protocol;

/// <summary>A message that may cross nodes. What it holds is immutable; byte memory in it is never written again nor pooled.</summary>
public interface IWireMessage;
