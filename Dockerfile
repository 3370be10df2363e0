FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY shared/package.json shared/
COPY api/package.json api/
COPY admin/package.json admin/
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build -w admin

FROM node:22-bookworm-slim
ENV NODE_ENV=production PORT=3000 HOST=0.0.0.0 PANDU_DATA_DIRECTORY=/data
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY shared/package.json shared/
COPY api/package.json api/
COPY admin/package.json admin/
# The pages are built already, and the database is a server of its own: neither the build tools nor the embedded one are needed.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund -w api -w shared && npm cache clean --force
COPY tsconfig.base.json LICENSE* ./
COPY shared/ shared/
COPY api/ api/
COPY migrations/ migrations/
COPY --from=build /app/admin/dist admin/dist
RUN mkdir /data && chown node:node /data
USER node
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=3s --start-period=30s \
  CMD node -e "fetch('http://127.0.0.1:3000/health/ready').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"
CMD ["node", "--conditions=source", "--import", "tsx", "api/scripts/serve.ts", "api"]
