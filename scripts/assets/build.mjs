// Builds what pages load, from `css/`, `js/` and `img/`: same sources and lock, same bytes.
//
// Every file has a hash of its content in its name, so a browser may keep it for good.
// `manifest.json` says which file a name of ours stands for, with its size and its hash (as
// Subresource Integrity writes it); one of the files holds the licence of all that is in the
// others. For maintainers: `make assets`. Another folder than the server's may be given.

import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const out = path.resolve(process.argv[2] ?? path.join(here, "../../server/app/static"));

const LICENCES = "licences.txt";
const OWN = "the project's own (EUPL-1.2, see LICENSE in its source)";

/** Bundles everything in memory; `banner` is what each bundle says first. */
function bundle(banner) {
  return build({
    absWorkingDir: here,
    entryPoints: ["css/gemma.css", "js/gemma.js", "js/editor.js", "img/gemma.svg"],
    outdir: "out",
    entryNames: "[name].[hash]",
    assetNames: "[name].[hash]",
    loader: { ".woff2": "file", ".svg": "copy" },
    banner: banner ? { js: banner, css: banner } : {},
    bundle: true,
    format: "iife",
    target: ["es2020", "chrome105", "firefox121", "safari15.4"],
    minify: true,
    legalComments: "none",
    metafile: true,
    write: false,
    logLevel: "warning",
  });
}

/** The logical name of a built file: its name without the hash. */
const logical = (file) => path.basename(file).replace(/\.[0-9A-Za-z]+(\.[0-9a-z]+)$/, "$1");

/** The order of built files, whatever their hash. */
const byName = (one, other) => (logical(one) < logical(other) ? -1 : 1);

/** The folder of the package that a source is of; "" for a source of ours. */
function packageOf(source) {
  const found = source.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/);
  return found ? found[0] : "";
}

/** The licence of a package: its name, version, kind and text. */
async function licence(folder) {
  const place = path.join(here, folder);
  const { name, version, license } = JSON.parse(await readFile(path.join(place, "package.json")));
  const file = (await readdir(place)).sort().find((each) => /^licen[cs]e(\.|$)/i.test(each));
  if (!license || !file) throw new Error(`${name} states no licence, or comes without its text`);
  const text = (await readFile(path.join(place, file), "utf8")).replace(/\r\n/g, "\n").trim();
  return { title: `${name} ${version} (${license})`, text };
}

/** What is in each file, and the text of every licence once. */
async function licences(outputs) {
  const titles = new Map();
  const texts = new Map();
  const lines = [];
  for (const file of Object.keys(outputs).sort(byName)) {
    // A package of which nothing is left in the file is not in it.
    const used = Object.entries(outputs[file].inputs).filter(([, input]) => input.bytesInOutput);
    const folders = [...new Set(used.map(([source]) => packageOf(source)))].sort();
    lines.push(`${logical(file)}:`);
    for (const folder of folders) {
      if (folder && !titles.has(folder)) {
        const { title, text } = await licence(folder);
        titles.set(folder, title);
        texts.set(text, [...(texts.get(text) ?? []), title]);
      }
      lines.push(`  ${folder ? titles.get(folder) : OWN}`);
    }
    if (!folders.length) lines.push(`  ${OWN}`);
  }
  const whole = [...texts].map(([text, of]) => `${"=".repeat(72)}\n${of.join("\n")}\n\n${text}\n`);
  return ["What the files of these pages are made of.\n", ...lines, "", ...whole].join("\n");
}

/** The name of a file that esbuild did not name, with a hash of its content in it. */
function hashed(name, bytes) {
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 8).toUpperCase();
  const { name: stem, ext } = path.parse(name);
  return `${stem}.${hash}${ext}`;
}

const text = Buffer.from(await licences((await bundle("")).metafile.outputs));
const textFile = hashed(LICENCES, text);
// The licences go where the code goes: each bundle names the file that holds them.
const { outputFiles } = await bundle(`/*! Licences: ${textFile} */`);

const files = outputFiles.map((file) => [path.basename(file.path), Buffer.from(file.contents)]);
files.push([textFile, text]);
const manifest = {};
for (const [file, bytes] of files.sort(([one], [other]) => byName(one, other))) {
  const integrity = `sha256-${createHash("sha256").update(bytes).digest("base64")}`;
  manifest[logical(file)] = { file, bytes: bytes.length, integrity };
}
await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
for (const [file, bytes] of files) await writeFile(path.join(out, file), bytes);
await writeFile(path.join(out, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
for (const [name, { file, bytes }] of Object.entries(manifest)) console.log(name, file, bytes);
