#!/bin/sh
# What build.ps1 does, where there is no PowerShell: ./build.sh [restore|build|test|faults|containers|bench|demo|pack] [arguments that are handed on]
set -e
cd "$(dirname "$0")"
target=${1:-build}
[ $# -eq 0 ] || shift

case "$target" in
  restore) exec dotnet restore ActorServe.sln "$@" ;;
  build) exec dotnet build ActorServe.sln --configuration Release "$@" ;;
  test) exec dotnet test --solution ActorServe.sln --configuration Release "$@" ;;
  faults) exec dotnet run --project tests/Faults --configuration Release --environment ACTORSERVE_FAULTS=all -- "$@" ;;
  containers) exec dotnet run --project tests/Containers --configuration Release --environment ACTORSERVE_CONTAINERS=all -- "$@" ;;
  bench) exec dotnet run --project benchmarks/EndToEnd --configuration Release -- "$@" ;;
  demo) exec dotnet run --project src/Cli --configuration Release -- demo "$@" ;;
  pack) exec dotnet pack ActorServe.sln --configuration Release --output artifacts/packages "$@" ;;
  *)
    echo "build.sh: '$target' is not a target; expected restore, build, test, faults, containers, bench, demo or pack" >&2
    exit 2
    ;;
esac
