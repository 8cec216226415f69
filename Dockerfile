# Both bases can be replaced, for example by a mirror: --build-arg BUILD_IMAGE=… --build-arg BASE_IMAGE=…
ARG BUILD_IMAGE=docker.io/library/node:24-slim
ARG BASE_IMAGE=gcr.io/distroless/nodejs24-debian13:nonroot

# Whatever platform the image is for, it is built on the machine's own: what comes out is JavaScript.
FROM --platform=$BUILDPLATFORM ${BUILD_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY scripts ./scripts
COPY src ./src
# Without the simulation, which is for a checkout.
RUN npm run build -- --image

FROM ${BASE_IMAGE}
# Where the base images keep node; there is no shell to find it.
ENV NODE_ENV=production PATH=/nodejs/bin:/usr/local/bin:/usr/bin:/bin
# One folder with all it needs, and nothing is run in this stage: it fits every platform the base image is there for.
COPY --from=build /app/dist /app
# A number, so that Kubernetes can see that it is not root.
USER 65532:65532
EXPOSE 9443 8080
# The whole command: arguments of a DeploymentRuntimeConfig replace CMD, not this.
# A small young generation, and room for the old one: less CPU and memory, see docs/where-the-time-goes.md.
ENTRYPOINT ["node", "--max-semi-space-size=4", "--initial-old-space-size=48", "/app/main.js"]
