# The crawler and the `corpus` commands; what compose runs. Nothing is compiled in the image that ships.
FROM python:3.13-slim AS build
WORKDIR /build
RUN python -m venv --without-pip /opt/venv
COPY requirements.lock ./
RUN pip --python /opt/venv/bin/python install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY crawler crawler
COPY pipelines pipelines
RUN pip --python /opt/venv/bin/python install --no-cache-dir --no-deps .
RUN /opt/venv/bin/python -P -c "from pipelines.report.page import compile_templates; compile_templates()"

FROM build AS build-cluster
COPY requirements-cluster.lock ./
RUN pip --python /opt/venv/bin/python install --no-cache-dir --require-hashes -r requirements-cluster.lock

FROM python:3.13-slim AS project
RUN pip uninstall --yes --quiet --root-user-action=ignore pip \
 && useradd --uid 10001 --create-home --shell /usr/sbin/nologin corpus
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
COPY scrapy.cfg pipelines.toml ./
COPY seeds seeds
# A volume takes the owner of the folder that it covers.
RUN install -d -o corpus -g corpus .spool
COPY --chmod=0755 docker/crawl_every.py /usr/local/bin/crawl-every
USER corpus
CMD ["scrapy", "crawl", "news"]

# With the engine of `corpus cluster`: docker build --target cluster
FROM project AS cluster
COPY --from=build-cluster /opt/venv /opt/venv

FROM project
COPY --from=build /opt/venv /opt/venv
