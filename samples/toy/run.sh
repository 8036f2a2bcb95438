#!/bin/sh
# Builds the deployment and runs it; further arguments go to actorserve: samples/toy/run.sh --kafka localhost:9092
set -e
root=$(cd "$(dirname "$0")/../.." && pwd)
dotnet build "$root/samples/toy/Toy.csproj" --nologo -v quiet
exec dotnet run --project "$root/src/Cli" -- run "$root/samples/toy/toy.yaml" "$@"
