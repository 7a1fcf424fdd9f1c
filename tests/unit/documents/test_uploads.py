"""Attachments: what they are is decided by their content, who opens them by their scan."""

import io
import socket
import struct
import threading
import zipfile
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.accounts.models import User
from portal.adapters import scanner, storage
from portal.documents import uploads
from portal.documents.errors import FileNotAccepted
from portal.documents.models import Upload
from portal.documents.sniff import DOCX, JPEG, PDF, PNG, XLSX, content_type
from portal.platform.errors import Conflict, Unavailable

SMALL = {"a.pdf": (b"%PDF-1.7 x", PDF), "a.JPG": (b"\xff\xd8\xff\xe0x", JPEG), "a.png": (b"\x89PNG\r\n\x1a\nx", PNG)}


def archive(*parts, content=b"x"):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for part in parts:
            packed.writestr(part, content)
    return target.getvalue()


@pytest.mark.parametrize("name", SMALL)
def test_a_file_is_what_its_content_says(name):
    content, kind = SMALL[name]
    assert content_type(content, name) == kind


def test_office_files_are_told_by_their_parts():
    assert content_type(archive("word/document.xml"), "a.docx") == DOCX
    assert content_type(archive("xl/workbook.xml"), "a.xlsx") == XLSX


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"MZ\x90\x00", "a.pdf", "KIND"),
        (b"<svg onload=alert(1)>", "a.png", "KIND"),
        (b"%PDF-1.7", "a.exe", "KIND"),
        (b"%PDF-1.7", "a.pdf.html", "KIND"),
        (b"PK\x03\x04broken", "a.docx", "KIND"),
        (archive("evil.txt"), "a.docx", "KIND"),
        (archive("word/document.xml"), "a.xlsx", "KIND"),
        (archive("word/document.xml", "word/vbaProject.bin"), "a.docx", "MACRO"),
        (archive("word/document.xml", content=b"0" * (201 * 1024 * 1024)), "a.docx", "UNPACKS_TOO_LARGE"),
    ],
)
def test_a_file_that_lies_is_not_accepted(content, name, reason):
    with pytest.raises(FileNotAccepted) as refusal:
        content_type(content, name)

    assert refusal.value.reason == reason


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\Đơn.pdf", "Đơn.pdf"),
        ("b\u202efdp.exe", "bfdp.exe"),
        ("", "tep"),
        ("a" * 300 + ".pdf", ("a" * 300 + ".pdf")[-200:]),
    ],
)
def test_a_name_is_only_shown(sent, shown):
    assert uploads.clean_name(sent) == shown


@pytest.fixture
def owner(db, settings, tmp_path):
    settings.UPLOAD_FOLDER = tmp_path / "files"
    return User.objects.create_user("an@example.test")


def posted(content=b"%PDF-1.7 invented", name="a.pdf"):
    return SimpleUploadedFile(name, content)


def store(owner, dossier_id=None, **file):
    return uploads.store(owner_id=owner.pk, dossier_id=dossier_id or uuid4(), field="DOC-REQ", posted=posted(**file))


def test_a_file_is_kept_under_a_random_name(owner):
    upload = store(owner)

    assert uploads.content_of(upload, reader_id=None) == b"%PDF-1.7 invented"
    assert "a.pdf" not in upload.storage_name
    assert (upload.content_type, upload.size, upload.scan_state) == (PDF, 17, "CLEAN")


@pytest.mark.parametrize(("content", "reason"), [(b"", "EMPTY"), (b"%PDF-" + scanner.TEST_FILE, "INFECTED")])
def test_an_empty_or_infected_file_is_not_kept(owner, content, reason):
    with pytest.raises(FileNotAccepted) as refusal:
        store(owner, content=content)

    assert refusal.value.reason == reason
    assert not Upload.objects.exists()


def test_sizes_are_limited_per_file_and_per_dossier(owner, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_FILE", 20)
    monkeypatch.setattr(uploads, "MAX_DOSSIER", 30)
    dossier_id = uuid4()
    store(owner, dossier_id)

    for content, reason in ((b"%PDF-" + b"x" * 20, "TOO_LARGE"), (b"%PDF-" + b"x" * 10, "DOSSIER_FULL")):
        with pytest.raises(FileNotAccepted) as refusal:
            store(owner, dossier_id, content=content)
        assert refusal.value.reason == reason


def test_while_the_scanner_is_down_files_wait_and_people_do_not(owner, settings, monkeypatch):
    settings.CLAMAV_ADDRESS = "127.0.0.1:1"
    upload = store(owner)
    assert upload.scan_state == "WAITING"
    assert uploads.content_of(upload, reader_id=owner.pk)
    with pytest.raises(Conflict):
        uploads.content_of(upload, reader_id=owner.pk + 1)
    assert uploads.scan_waiting() == 0

    settings.CLAMAV_ADDRESS = ""

    assert uploads.scan_waiting() == 1
    upload.refresh_from_db()
    assert uploads.content_of(upload, reader_id=None)


@pytest.fixture
def clamav(settings):
    """A scanner that speaks INSTREAM and answers what it is told."""
    server = socket.create_server(("127.0.0.1", 0))
    settings.CLAMAV_ADDRESS = f"127.0.0.1:{server.getsockname()[1]}"
    heard = []

    def serve(reply):
        def once():
            line, _ = server.accept()
            with line:
                line.recv(10, socket.MSG_WAITALL)
                while size := struct.unpack("!L", line.recv(4, socket.MSG_WAITALL))[0]:
                    heard.append(line.recv(size, socket.MSG_WAITALL))
                line.sendall(reply)

        thread = threading.Thread(target=once)
        thread.start()
        return thread

    yield serve, heard
    server.close()


@pytest.mark.parametrize(("reply", "clean"), [(b"stream: OK\0", True), (b"stream: Eicar FOUND\0", False)])
def test_clamav_judges_the_whole_content(clamav, reply, clean):
    serve, heard = clamav
    thread = serve(reply)

    assert scanner.is_clean(b"x" * 100_000) is clean
    thread.join()
    assert b"".join(heard) == b"x" * 100_000


@pytest.mark.parametrize("reply", [b"INSTREAM size limit exceeded. ERROR\0", b"garbage", b""])
def test_an_answer_that_is_no_answer_is_no_all_clear(clamav, reply):
    serve, _ = clamav
    thread = serve(reply)

    with pytest.raises(Unavailable):
        scanner.is_clean(b"x")
    thread.join()


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "a" * 40 + "/", "G" * 40])
def test_storage_opens_only_names_that_it_gave(owner, name):
    with pytest.raises(ValueError, match="storage name"):
        storage.read(name)


def test_a_file_that_is_removed_is_gone_and_removing_twice_is_no_error(owner):
    name = storage.save([b"a", b"b"])
    assert storage.read(name) == b"ab"

    storage.remove(name)
    storage.remove(name)

    with pytest.raises(FileNotFoundError):
        storage.read(name)
