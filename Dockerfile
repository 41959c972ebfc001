# Vigie in one container: the service as it is in the repository, no build step.
#
#   docker build --tag vigie .
#   docker run --publish 127.0.0.1:3000:3000 --volume vigie-data:/data vigie
#
# Without DATABASE_URL it keeps its embedded database in /data; compose.yaml puts a PostgreSQL server beside it.
FROM node:24-slim

WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data

# The optional package is a Node for machines whose own is too old; this image has the right one.
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --omit=optional --no-audit --no-fund && npm cache clean --force

COPY LICENSE ./
COPY sql ./sql
COPY src ./src

# The program may write in /data and nowhere else.
RUN mkdir /data && chown node:node /data
VOLUME /data
USER node

EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]

# No shell and no npm between the signal and the program: SIGTERM finishes the work in hand.
CMD ["node", "src/main.ts", "serve"]
