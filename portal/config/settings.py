"""Django settings. Every value that an office changes comes from the environment (see docs/operations.md)."""

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from portal.config.database import database_from_url

BASE_DIR = Path(__file__).resolve().parents[2]
STATE_DIR = Path(os.environ.get("HAIDANG_STATE", BASE_DIR / ".state"))

DEBUG = os.environ.get("HAIDANG_DEBUG") == "1"
SECRET_KEY = os.environ.get("HAIDANG_SECRET_KEY", "only-for-a-machine-that-serves-nobody-else-0123456789")
ALLOWED_HOSTS = os.environ.get("HAIDANG_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("HAIDANG_ORIGINS", "").split(",") if origin]
# How many proxies of the office stand in front; their X-Forwarded-For is believed, no other.
PROXIES = int(os.environ.get("HAIDANG_PROXIES", "0"))
PUBLIC_URL = os.environ.get("HAIDANG_PUBLIC_URL", "http://127.0.0.1:8000")

# True when invented data or a sample city decision is loaded: every screen and paper then says so.
SAMPLE_DATA = os.environ.get("HAIDANG_SAMPLE_DATA") == "1"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "csp",
    "django_htmx",
    "allauth",
    "allauth.account",
    "procrastinate.contrib.django",
    "rest_framework",
    "drf_spectacular",
    "engine",
    "portal.platform",
    "portal.accounts",
    "portal.programme",
    "portal.documents",
    "portal.budget",
    "portal.dossiers",
    "portal.casework",
    "portal.rulebook",
    "portal.operate",
    "portal.studio",
    "portal.web",
    "portal.api",
    "portal.config",
]

MIDDLEWARE = [
    "portal.platform.proxies.ProxyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.accounts.middleware.ActorMiddleware",
    "portal.platform.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "portal.config.urls"
WSGI_APPLICATION = "portal.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "portal" / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.web.context.frame",
            ],
        },
    }
]

DATABASES = {"default": database_from_url(os.environ.get("DATABASE_URL", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Counters of tries (sign-in, look-up codes) hold for all web processes together, on every machine.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "platform_cache",
        "TIMEOUT": 3600,
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "optional"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "portal.web.account_adapter.AccountAdapter"

# Without a mail server, letters go into a folder and the preview page shows them.
EMAIL_HOST = os.environ.get("HAIDANG_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("HAIDANG_SMTP_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("HAIDANG_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("HAIDANG_SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("HAIDANG_SMTP_TLS", "1") == "1"
EMAIL_TIMEOUT = 10
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend" if EMAIL_HOST else "portal.adapters.mail.FolderBackend"
DEFAULT_FROM_EMAIL = os.environ.get("HAIDANG_MAIL_FROM", "hai-dang@localhost")
MAIL_FOLDER = STATE_DIR / "mail"

# Attachments and printed papers lie outside the web root; ClamAV (host:port) scans them when there is one.
UPLOAD_FOLDER = Path(os.environ.get("HAIDANG_FILES", STATE_DIR / "files"))
CLAMAV_ADDRESS = os.environ.get("HAIDANG_CLAMAV", "")

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt")), ("en", _("Tiếng Anh"))]
LOCALE_PATHS = [BASE_DIR / "portal" / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

STATIC_URL = "/static/"
# Files are served from where they lie; hashed names of the front-end build may be kept for ever.
WHITENOISE_USE_FINDERS = True
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+/build/assets/.+$"
PAPER_FONTS_DIR = BASE_DIR / "portal" / "web" / "static" / "build" / "paper-fonts"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
if PUBLIC_URL.startswith("https://"):
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["portal.api.parsers.BoundedJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "portal.api.answers.handle",
    "COERCE_DECIMAL_TO_STRING": True,
}
SPECTACULAR_SETTINGS = {"TITLE": "Hải Đăng", "VERSION": "1", "SERVE_INCLUDE_SCHEMA": False}
