# The static binary of `.ci/release` and nothing else: no shell, no packages, no certificates.
FROM scratch
ARG TARGET=x86_64-unknown-linux-musl
COPY target/dist/zwfw-conform-${TARGET} /zwfw-conform
# Nobody in particular; `docker run --user` names the owner of a mounted folder.
USER 65534:65534
WORKDIR /work
ENTRYPOINT ["/zwfw-conform"]
