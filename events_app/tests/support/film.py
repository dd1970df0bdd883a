"""A film for a fake camera: somebody holds a phone with a ticket before it, goes away, and comes back."""

import random
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT, RATE = 640, 480, 30
HELD, AWAY = 2.0, 5.0  # seconds; away for longer than a scanner takes the same code for the same moment
BEZEL = 14


def shoot(path: Path, screen: bytes, *, seed: int = 1) -> Path:
    """Writes MJPEG that Chromium plays again and again; `screen` is a picture of what the phone shows."""
    luck = random.Random(seed)
    phone = _phone(screen)
    held = [_jpeg(_frame(phone, step / (HELD * RATE), luck)) for step in range(int(HELD * RATE))]
    empty = _jpeg(_wall(luck))
    path.write_bytes(b"".join(held) + empty * int(AWAY * RATE))
    return path


def camera(film: Path) -> list[str]:
    """The arguments that make Chromium take this film for its camera."""
    return [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]


def _phone(screen: bytes) -> Image.Image:
    """The screen in its black frame, as wide as a phone held a hand away."""
    shown = Image.open(BytesIO(screen)).convert("RGB")
    shown = shown.resize((330, round(shown.height * 330 / shown.width)), Image.Resampling.LANCZOS)
    size = (shown.width + 2 * BEZEL, shown.height + 2 * BEZEL)
    body = Image.new("RGBA", size, (0, 0, 0, 0))
    ImageDraw.Draw(body).rounded_rectangle((0, 0, size[0] - 1, size[1] - 1), 28, fill=(18, 18, 20, 255))
    body.paste(shown, (BEZEL, BEZEL))
    return body


def _frame(phone: Image.Image, moment: float, luck: random.Random) -> Image.Image:
    """One picture: the hand comes nearer and turns a little, and trembles."""
    wall = _wall(luck)
    scale = 0.88 + 0.16 * moment
    sized = phone.resize((round(phone.width * scale), round(phone.height * scale)), Image.Resampling.BICUBIC)
    turned = sized.rotate(-7 + 12 * moment + luck.uniform(-0.4, 0.4), Image.Resampling.BICUBIC, expand=True)
    left = (WIDTH - turned.width) // 2 + luck.randint(-5, 5)
    top = 20 - round(60 * moment) + luck.randint(-4, 4)
    wall.paste(turned, (left, top), turned)
    return wall.filter(ImageFilter.GaussianBlur(0.5))


def _wall(luck: random.Random) -> Image.Image:
    """A grey wall with the noise of a cheap camera."""
    noise = Image.frombytes("L", (WIDTH // 4, HEIGHT // 4), luck.randbytes(WIDTH * HEIGHT // 16))
    grain = noise.resize((WIDTH, HEIGHT)).point([118 + value // 16 for value in range(256)])
    return Image.merge("RGB", (grain, grain, grain))


def _jpeg(frame: Image.Image) -> bytes:
    written = BytesIO()
    frame.save(written, "JPEG", quality=82)
    return written.getvalue()
