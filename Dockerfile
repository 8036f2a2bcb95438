# One target for each program: seed, replica, gateway, cli. docker compose builds them; by hand:
#   docker build --target replica --tag actorserve/replica .
# Docker's old builder makes them too, so no cache mounts and no variables of the platform: a build has the native libraries of the platform
# that it runs on and no others (Directory.Build.props), also with --platform.

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS restored
WORKDIR /source
ENV DOTNET_CLI_TELEMETRY_OPTOUT=true DOTNET_NOLOGO=true
# Only what names packages: sources change without a restore. The command's project references all others.
COPY global.json Directory.Build.props Directory.Packages.props ./
COPY src/Directory.Build.props src/Directory.Build.targets src/
COPY src/Shared/Shared.csproj src/Shared/
COPY src/Routing/Routing.csproj src/Routing/
COPY src/Deployments/Deployments.csproj src/Deployments/
COPY src/Seed/Seed.csproj src/Seed/
COPY src/Replica/Replica.csproj src/Replica/
COPY src/Gateway/Gateway.csproj src/Gateway/
COPY src/Cli/Cli.csproj src/Cli/
COPY extensions/Directory.Build.props extensions/
COPY extensions/PetabridgeCmd/PetabridgeCmd.csproj extensions/PetabridgeCmd/
COPY docker/restore docker/restore
# false leaves the server of pbm out, also where its packages can be had (docs/pbm.md).
ARG PBM=true
RUN docker/restore

FROM restored AS published
COPY .editorconfig ./
COPY samples/digits samples/digits
COPY src src
COPY extensions extensions
COPY docker/publish docker/publish
# Packages apart from the program: they are most of an image, and a layer that changes with their versions only.
RUN docker/publish

FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS node
# A seed's state; a named volume that is mounted there takes its owner from here.
RUN install -d -o $APP_UID -g $APP_UID /var/lib/actorserve && install -d /applications
COPY docker/healthy /usr/local/bin/healthy
WORKDIR /app
# The budget of generation 0 is 32 MiB: it can be set here alone, the collector's other settings are in each runtimeconfig. Programs say
# themselves where they listen, and would warn of the base image's variable.
ENV DOTNET_GCgen0size=0x2000000 \
    ASPNETCORE_HTTP_PORTS= \
    ACTORSERVE__CLUSTER__HOSTNAME=self
USER $APP_UID

FROM node AS seed
COPY --from=published /packages/Seed ./
COPY --from=published /programs/Seed ./
ENV ACTORSERVE__ADMIN__URLS=http://0.0.0.0:8265 \
    ACTORSERVE__CLUSTER__STATEFOLDER=/var/lib/actorserve
EXPOSE 4053 8265
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s CMD ["healthy", "8265"]
ENTRYPOINT ["dotnet", "ActorServe.Seed.dll"]

FROM node AS replica
COPY --from=published /packages/Replica ./
COPY --from=published /programs/Replica ./
ENV ACTORSERVE__HEALTH__URLS=http://0.0.0.0:8080 \
    ACTORSERVE__MODELROOT=/applications
EXPOSE 4053 8080
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s CMD ["healthy", "8080"]
ENTRYPOINT ["dotnet", "ActorServe.Replica.dll"]

FROM node AS gateway
COPY --from=published /packages/Gateway ./
COPY --from=published /programs/Gateway ./
ENV ACTORSERVE__HEALTH__URLS=http://0.0.0.0:8080 \
    ACTORSERVE__HTTP__URLS=http://0.0.0.0:8000
EXPOSE 4053 8000 8080
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s CMD ["healthy", "8080"]
ENTRYPOINT ["dotnet", "ActorServe.Gateway.dll"]

FROM node AS cli
COPY --from=published /packages/Cli ./
COPY --from=published /programs/Cli ./
ENTRYPOINT ["dotnet", "ActorServe.Cli.dll"]
