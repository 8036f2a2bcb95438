# Completion of actorserve for PowerShell: actorserve completion powershell | Out-String | Invoke-Expression

Register-ArgumentCompleter -Native -CommandName actorserve -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    # The text of a command ends with its last word: the space behind it says that the next one begins.
    $line = $commandAst.Extent.Text
    $length = $cursorPosition - $commandAst.Extent.StartOffset
    $line = if ($length -lt $line.Length) { $line.Substring(0, $length) } else { $line.PadRight($length) }
    actorserve complete $line 2>$null | ForEach-Object {
        [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
    }
}
