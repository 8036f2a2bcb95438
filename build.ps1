#!/usr/bin/env pwsh
<#
.SYNOPSIS
    What CI runs, and nothing that only CI can do: dotnet commands by name.
.EXAMPLE
    ./build.ps1 Test
.EXAMPLE
    ./build.ps1 -Target Demo --seconds 60
#>
[CmdletBinding(PositionalBinding = $false)]
param(
    # What to do.
    [Parameter(Position = 0)]
    [ValidateSet('Restore', 'Build', 'Test', 'Faults', 'Containers', 'Bench', 'Demo', 'Pack')]
    [string] $Target = 'Build',

    # Handed on to the dotnet command or to the program that it runs.
    [Parameter(ValueFromRemainingArguments)]
    [string[]] $Arguments = @()
)

$ErrorActionPreference = 'Stop'
Push-Location $PSScriptRoot
try {
    switch ($Target) {
        'Restore' { dotnet restore ActorServe.sln @Arguments }
        'Build' { dotnet build ActorServe.sln --configuration Release @Arguments }
        'Test' { dotnet test --solution ActorServe.sln --configuration Release @Arguments }
        'Faults' { dotnet run --project tests/Faults --configuration Release --environment ACTORSERVE_FAULTS=all '--' @Arguments }
        'Containers' { dotnet run --project tests/Containers --configuration Release --environment ACTORSERVE_CONTAINERS=all '--' @Arguments }
        'Bench' { dotnet run --project benchmarks/EndToEnd --configuration Release '--' @Arguments }
        'Demo' { dotnet run --project src/Cli --configuration Release '--' demo @Arguments }
        'Pack' { dotnet pack ActorServe.sln --configuration Release --output artifacts/packages @Arguments }
    }
}
finally {
    Pop-Location
}

exit $LASTEXITCODE
