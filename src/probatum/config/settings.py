"""Django's settings, derived from `config.env` alone; `probatum check` prints the effective set."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from probatum import __version__
from probatum.config import database, mail, public_keys, secrets
from probatum.config.env import environment
from probatum.config.identity import settings as identity_settings

ENV = environment()
PACKAGE = Path(__file__).resolve().parent.parent
VERSION = __version__


# --- Secrets: files in the data folder ---
SECRET_KEY = secrets.text(ENV.data, secrets.SECRET_KEY)
APP_HMAC_KEY = secrets.text(ENV.data, secrets.APP_KEY).encode()
SIGNATURE_SEED = secrets.ed25519_seed(ENV.data, secrets.SIGNATURE_KEY)
SIGNATURE_KEYS = public_keys.known(ENV.data, secrets.SIGNATURE_KEY)  # the public ones, lost keys included
DATA = ENV.data
FILES = ENV.data / "files"
BREACH_LIST = ENV.breach_list
DEPLOYMENT = ENV.deployment
CHECKPOINTS = ENV.kept("checkpoints")
JOURNAL = ENV.kept("journal")

# --- Sign-in with the company's identity provider: off unless it is set up ---
OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET = ENV.oidc_issuer, ENV.oidc_client_id, ENV.oidc_client_secret
OIDC_NAME, OIDC_SIGNING = ENV.oidc_name, ENV.oidc_signing
# One name for one start of the web command, whatever the number of its processes: a series of signatures ends with it.
STARTED = ENV.started or uuid.uuid4().hex

# --- Who answers ---
DEBUG = ENV.debug
ALLOWED_HOSTS = list(ENV.hosts)
PUBLIC_URL = ENV.public_url
CSRF_TRUSTED_ORIGINS = [ENV.public_url]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "probatum.kernel",
    "probatum.documents",
    "probatum.quality",
    "probatum.web",
    "probatum.jobs",
]
AUTH_USER_MODEL = "kernel.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "probatum.config.health.HealthMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "probatum.api.bearer.NoCookies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "probatum.web.middleware.RequestFacts",
    "probatum.web.middleware.SignedIn",
    "probatum.web.refusals.RefusalMiddleware",
]

ROOT_URLCONF = "probatum.config.urls"
WSGI_APPLICATION = "probatum.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates", PACKAGE / "web" / "components"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "probatum.web.context.shell",
            ],
        },
    }
]


# --- Database: one server, the role this process was started for ---
def _database() -> dict[str, Any]:
    found = database.address(ENV, ENV.database_role)
    options: dict[str, Any] = {
        **dict(found.options),
        "application_name": f"probatum {ENV.process}",
    }
    if ENV.process == "web":
        # A page of a version joins fourteen tables: planning took thirty times as long as running it. A statement
        # asked often is planned once for each connection. (PgBouncer in transaction mode needs 1.21 or newer.)
        options |= {"server_side_binding": True, "prepare_threshold": 5}
        # A database that is down should be told soon; a page that waited longer would also keep a thread from others.
        options["pool"] = {"min_size": 1, "max_size": ENV.database_pool, "timeout": 3}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": found.host,
        "PORT": str(found.port),
        "NAME": found.name,
        "USER": found.user,
        "PASSWORD": found.password,
        "CONN_MAX_AGE": 0,  # the pool keeps the connections
        "CONN_HEALTH_CHECKS": True,  # a connection that died with the server is replaced unseen
        "OPTIONS": options,
        "TEST": {"NAME": found.name},
    }


DATABASES = {"default": _database()}

# Shared between web processes, so that limits on sign-in hold for all of them together.
CACHES = {
    "default": {
        "BACKEND": "probatum.config.cache.OneStatementCache",
        "LOCATION": "config_cache",
    }
}

# --- Headers and cookies ---
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [SELF],
        "form-action": [SELF],
        "base-uri": [SELF],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = False  # the proxy in front answers http
SECURE_HSTS_SECONDS = 31_536_000 if ENV.secure else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.behind_proxy else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.secure
SESSION_COOKIE_NAME = "probatum_session"
CSRF_COOKIE_NAME = "probatum_csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "django.views.csrf.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 6  # a report takes five pictures; a sixth is told by a sentence
# Who is not signed in is read as well, for the token of a form; only the views that take a file keep one.
FILE_UPLOAD_HANDLERS = ["probatum.web.documents.upload.NoUpload"]

# --- Language and time ---
LANGUAGE_CODE = "en"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- Static files ---
STATIC_URL = "/static/"
STATIC_ROOT = ENV.data / "static"
STATICFILES_DIRS = [
    path for path in (PACKAGE / "web" / "static", PACKAGE / "web" / "components") if path.is_dir()
]
COLLECTED = ENV.static == "collected"  # compressed, named by content; else straight from the package
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if COLLECTED
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = not COLLECTED
WHITENOISE_AUTOREFRESH = DEBUG
MEDIA_ROOT = ""  # nothing is stored by Django's storage; bytes live in the content-addressed store

# --- Mail ---
EMAIL_BACKEND = mail.backend(ENV)
EMAIL_FILE_PATH = str(ENV.data / "mail")  # without a server, messages are kept here
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENV.mail_from
for _name, _value in mail.server(ENV).items():
    globals()[_name] = _value

# --- Logging: plain lines, no bodies, no query parameters, no secrets ---
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "filters": {"links": {"()": "probatum.config.logs.HideLinks"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["links"]}},
    "root": {"handlers": ["stderr"], "level": ENV.log_level},
    "loggers": {
        "django.db.backends": {"level": "WARNING"},  # statements hold personal data
        "procrastinate": {"level": "WARNING"},
        "psycopg.pool": {"level": "ERROR"},
    },
}

for _name, _value in identity_settings(ENV).items():
    globals()[_name] = _value
