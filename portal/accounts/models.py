"""People and the roles granted to them."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.accounts.roles import Role


class UserManager(BaseUserManager["User"]):
    """Creates people by e-mail; addresses are compared without case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Store a person. `password=None` makes an account that cannot sign in."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """A person who signs in: applicant or staff. What they may do comes from RoleGrant alone."""

    email = models.EmailField(_("Thư điện tử"), max_length=254, unique=True)
    full_name = models.CharField(_("Họ và tên"), max_length=120, blank=True)
    unit = models.CharField(_("Đơn vị"), max_length=200, blank=True)
    language = models.CharField(_("Ngôn ngữ"), max_length=5, default="vi")
    is_active = models.BooleanField(_("Đang hoạt động"), default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.full_name or self.email


class RoleGrant(models.Model):
    """One role held by one person. Ending a grant is deleting the row; the audit log keeps who did it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    granted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "role"], name="role_granted_once"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="role_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role}"
