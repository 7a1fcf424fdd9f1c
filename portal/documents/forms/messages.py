"""What a form says when an answer cannot be taken."""

from rules.feel import Text

REQUIRED = Text(vi="Chưa nhập nội dung này.", en="This has not been filled in.")
MUST_CONFIRM = Text(vi="Phải xác nhận nội dung này.", en="This must be confirmed.")
NOT_AN_OPTION = Text(vi="Hãy chọn một trong các giá trị cho sẵn.", en="Choose one of the options.")
CONTROL_CHARACTERS = Text(vi="Nội dung có ký tự không hợp lệ.", en="The text holds characters that are not allowed.")
NOT_INT = Text(vi="Hãy nhập một số nguyên.", en="Enter a whole number.")
NOT_MONEY = Text(vi="Số tiền không hợp lệ.", en="The amount is not valid.")
NOT_PERCENT = Text(vi="Tỷ lệ phần trăm không hợp lệ.", en="The percentage is not valid.")
NOT_DATE = Text(vi="Ngày không hợp lệ; hãy nhập theo dạng ngày/tháng/năm.", en="Not a valid date; use day/month/year.")
NOT_BOOL = Text(vi="Hãy chọn Có hoặc Không.", en="Choose yes or no.")
NOT_FILE = Text(vi="Tệp không được chấp nhận.", en="The file is not accepted.")


def too_long(limit: int) -> Text:
    """limit in characters."""
    return Text(vi=f"Không được dài quá {limit} ký tự.", en=f"No more than {limit} characters.")


def too_small(limit: str) -> Text:
    """limit as shown."""
    return Text(vi=f"Không được nhỏ hơn {limit}.", en=f"Not less than {limit}.")


def too_big(limit: str) -> Text:
    """limit as shown."""
    return Text(vi=f"Không được lớn hơn {limit}.", en=f"Not more than {limit}.")


def too_few_rows(limit: int) -> Text:
    """limit in rows."""
    return Text(vi=f"Cần ít nhất {limit} dòng.", en=f"At least {limit} rows are needed.")


def too_many_rows(limit: int) -> Text:
    """limit in rows."""
    return Text(vi=f"Không được quá {limit} dòng.", en=f"No more than {limit} rows.")
