# One image for the web and for the worker; the database is a server of its own, named by DATABASE_URL.
FROM python:3.13-slim

RUN useradd --create-home --uid 10001 convoca
WORKDIR /srv/convoca
RUN mkdir -p /srv/convoca /var/lib/convoca && chown convoca:convoca /srv/convoca /var/lib/convoca
USER convoca

# First only what the environment is made from, so that a change of the code does not install everything again.
COPY --chown=convoca:convoca requirements.lock ./
COPY --chown=convoca:convoca events_app/__init__.py events_app/__main__.py events_app/bootstrap.py events_app/
RUN python3 -m events_app prepare
COPY --chown=convoca:convoca . .

ENV ENV=production DATA_DIR=/var/lib/convoca PYTHONUNBUFFERED=1
VOLUME /var/lib/convoca
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=3s --start-period=30s \
  CMD ["python3", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
ENTRYPOINT ["python3", "-m", "events_app"]
CMD ["run", "--host", "0.0.0.0", "--port", "8000", "--workers", "2"]
