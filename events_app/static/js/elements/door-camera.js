// The gate's eye: opens the camera, reads QR codes from it, and says in one word why it cannot.
const WIDEST = 960;
const PAUSE = 90;

export class Camera {
  constructor(video, { reader, wasm, onCode, onTrouble }) {
    Object.assign(this, { video, reader, wasm, onCode, onTrouble, canvas: document.createElement("canvas") });
  }

  async open() {
    if (!navigator.mediaDevices?.getUserMedia) return this.onTrouble("insecure");
    try {
      const wanted = { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } };
      const stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
      this.track = stream.getVideoTracks()[0];
      this.track.addEventListener("ended", () => this.lost());
      this.video.srcObject = stream;
      await this.video.play();
      this.onTrouble("");
      this.detect ??= await detector(this);
      this.watch();
    } catch (error) {
      this.onTrouble(error.name === "NotAllowedError" ? "denied" : "missing");
    }
  }

  lost() {
    clearTimeout(this.timer);
    this.onTrouble("missing");
  }

  async watch() {
    clearTimeout(this.timer);
    if (this.track?.readyState !== "live") return;
    if (!document.hidden && this.video.readyState >= 2) {
      try {
        const text = await this.detect();
        if (text) this.onCode(text);
      } catch (error) {
        console.warn("unreadable frame", error);
      }
    }
    this.timer = setTimeout(() => this.watch(), PAUSE);
  }

  frame() {
    const { videoWidth: width, videoHeight: height } = this.video;
    const scale = Math.min(1, WIDEST / width);
    this.canvas.width = Math.round(width * scale);
    this.canvas.height = Math.round(height * scale);
    const context = this.canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(this.video, 0, 0, this.canvas.width, this.canvas.height);
    return context.getImageData(0, 0, this.canvas.width, this.canvas.height);
  }

  get hasTorch() {
    return Boolean(this.track?.getCapabilities?.().torch);
  }

  light(on) {
    return this.track.applyConstraints({ advanced: [{ torch: on }] });
  }
}

// The phone's own detector where it has one that knows QR; otherwise the WebAssembly reader, served from here.
async function detector(camera) {
  const known = (await globalThis.BarcodeDetector?.getSupportedFormats?.().catch(() => [])) ?? [];
  if (known.includes("qr_code")) {
    const own = new BarcodeDetector({ formats: ["qr_code"] });
    return async () => (await own.detect(camera.video))[0]?.rawValue ?? "";
  }
  const { readBarcodes, prepareZXingModule } = await import(camera.reader);
  await prepareZXingModule({ overrides: { locateFile: () => camera.wasm }, fireImmediately: true });
  const options = { formats: ["QRCode"], maxNumberOfSymbols: 1, tryHarder: true };
  return async () => (await readBarcodes(camera.frame(), options))[0]?.text ?? "";
}
