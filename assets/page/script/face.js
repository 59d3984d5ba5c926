// A picture of the person, made small before it is sent.

let picture = null;
function face(bytes) {
  picture = bytes;
  const img = byId("face");
  if (!img) return;
  img.hidden = !bytes;
  if (bytes) img.src = URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" })); else img.removeAttribute("src");
  shown("selfie-drop", !!bytes);
  const word = byId("selfie-word");
  word.dataset.words = word.dataset.words || word.textContent;
  word.textContent = bytes ? T("you.selfie_again") : word.dataset.words;
}

function shrink(file) {
  const img = new Image();
  const bad = () => { face(null); fault("selfie", "err.selfie"); };
  img.onerror = bad;
  img.onload = () => {
    const by = Math.min(1, 800 / Math.max(img.naturalWidth, img.naturalHeight));
    const canvas = make("canvas");
    canvas.width = Math.round(img.naturalWidth * by);
    canvas.height = Math.round(img.naturalHeight * by);
    canvas.getContext("2d").drawImage(img, 0, 0, canvas.width, canvas.height);
    const pack = (quality) => canvas.toBlob((blob) => {
      if (!blob) return bad();
      if (blob.size > 290000 && quality > 0.3) return pack(quality - 0.15);
      new Response(blob).arrayBuffer().then((b) => { mend(byId("f-selfie")); face(new Uint8Array(b)); });
    }, "image/jpeg", quality);
    pack(0.8);
  };
  img.src = URL.createObjectURL(file);
}
