namespace ActorServe.Routing.Waiting;

/// <summary>Which rows a withdrawal means.</summary>
internal static class WithdrawRules
{
    public static bool Covers(this RouterProtocol.Withdraw withdraw, WaitingRow row) =>
        ReferenceEquals(row.Sink, withdraw.Sink)
        && withdraw.Assignments.Contains(new PartitionEpoch(row.Row.Source.Partition, row.Row.Source.Epoch));

    public static bool Covers(this RouterProtocol.WithdrawRow withdraw, WaitingRow row) =>
        ReferenceEquals(row.Sink, withdraw.Sink) && row.Row.Source == withdraw.Row;
}
