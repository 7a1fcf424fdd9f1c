"""One account per role, and the applicants. No real person: the names are as common as names can be."""

from dataclasses import dataclass

from portal.accounts.models import RoleGrant, User
from portal.accounts.roles import Role

PASSWORD = "hai-dang-2026"  # noqa: S105 - printed by the demo beside the address; never loaded outside it


@dataclass(frozen=True, slots=True)
class Account:
    """A sample account as the demo prints it."""

    role: str
    email: str
    password: str


@dataclass(frozen=True, slots=True)
class Person:
    """A sample person."""

    email: str
    full_name: str
    unit: str
    role: Role | None = None


STAFF = (
    Person("reception@example.test", "Nguyễn Thị Mẫu", "Bộ phận Một cửa", Role.RECEPTION),
    Person("officer@example.test", "Trần Văn Mẫu", "Phòng Quản lý Sở hữu trí tuệ", Role.OFFICER),
    Person("officer2@example.test", "Lê Thị Thử", "Phòng Quản lý Sở hữu trí tuệ", Role.OFFICER),
    Person("division@example.test", "Phạm Văn Thử", "Phòng Quản lý Sở hữu trí tuệ", Role.DIVISION),
    Person("finance@example.test", "Hoàng Thị Mẫu", "Sở Tài chính", Role.DOF_OFFICER),
    Person("director@example.test", "Vũ Văn Mẫu", "Ban Giám đốc Sở", Role.DIRECTOR),
    Person("accountant@example.test", "Đặng Thị Thử", "Văn phòng Sở", Role.ACCOUNTANT),
    Person("auditor@example.test", "Bùi Văn Mẫu", "Thanh tra thành phố", Role.AUDITOR),
    Person("rule-editor@example.test", "Đỗ Thị Mẫu", "Phòng Quản lý Sở hữu trí tuệ", Role.RULE_EDITOR),
    Person("rule-approver@example.test", "Hồ Văn Thử", "Ban Giám đốc Sở", Role.RULE_APPROVER),
    Person("admin@example.test", "Ngô Văn Mẫu", "Trung tâm Chuyển đổi số", Role.ADMIN),
    Person("admin2@example.test", "Đinh Thị Thử", "Trung tâm Chuyển đổi số", Role.ADMIN),
)
APPLICANTS = (
    Person("applicant@example.test", "Dương Thị Mẫu", "Công ty TNHH Sản phẩm Mẫu"),
    Person("applicant2@example.test", "Lý Văn Thử", "Hợp tác xã Nước mắm Mẫu"),
    Person("applicant3@example.test", "Phan Thị Mẫu", ""),
)


def load_people() -> None:
    """Create the people that are not there yet."""
    for person in (*STAFF, *APPLICANTS):
        user = User.objects.filter(email=person.email).first() or User.objects.create_user(
            person.email, PASSWORD, full_name=person.full_name, unit=person.unit
        )
        if person.role:
            RoleGrant.objects.get_or_create(user=user, role=person.role)


def accounts() -> list[Account]:
    """The accounts that a tour needs, the applicant first: one for each role, and a second administrator."""
    listed = [(Role.APPLICANT, APPLICANTS[0])]
    listed += [(person.role, person) for person in STAFF if person.role and person.email != "officer2@example.test"]
    return [Account(str(role.label), person.email, PASSWORD) for role, person in listed]


def officer_for(role: str) -> User:
    """The first sample person who holds the role."""
    email = next(person.email for person in STAFF if person.role == role)
    return User.objects.get(email=email)
