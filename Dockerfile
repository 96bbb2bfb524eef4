# The site and its worker, for compose.yaml: the locked packages, what WeasyPrint loads, no tests.
FROM python:3.11-slim-bookworm

RUN apt-get update \
 && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --home-dir /var/lib/siim94 --create-home siim94 \
 && install -d -o siim94 -m 700 /var/backups/siim94

WORKDIR /opt/siim94
COPY requirements.lock ./
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock
COPY . .

ENV SIIM94_VAR=/var/lib/siim94 PYTHONUNBUFFERED=1
USER siim94
# Each container has its own: no disk is shared. No connection is opened.
RUN DATABASE_URL=postgres://siim94@localhost/siim94 SIIM94_SECRET_KEY=construction python manage.py collectstatic --noinput -v 0

EXPOSE 8000
CMD ["gunicorn", "siim94.wsgi:application", "--bind", "0.0.0.0:8000", "--workers", "3", "--threads", "4", "--timeout", "60", "--limit-request-line", "8190", "--log-level", "warning"]
