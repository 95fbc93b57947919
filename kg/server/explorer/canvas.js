// The network on a canvas. What is drawn stays as a picture while it is moved; at rest it is drawn anew, in pieces, so that no frame waits for it.
//
// Lists as canvas.py packs them: nodes [name, about, x, y, size, color, isShown], links [source, target, color, width, bend, about].
const MARGIN = 34; // pixels around the unit square
const REST = 160; // milliseconds without a move until it is drawn anew
const SLICE = 9; // milliseconds of drawing in a frame
const NEAR = 5; // pixels from a link that still hit it
const SHOWN = 300; // links of an actor that is pointed at, the strongest
const STEPS = 14; // straight pieces that a link is measured by
const LIMITS = [0.4, 40];

export default {
  template: `
    <div tabindex="0" role="group" :aria-label="words.network" @keydown="press" @wheel.prevent="turn" @dblclick="fit"
         @pointerdown="take" @pointermove="move" @pointerup="release" @pointercancel="drop" @pointerleave="leave">
      <canvas ref="picture"></canvas><canvas ref="over"></canvas>
      <div class="kg-buttons" @pointerdown.stop @pointerup.stop @dblclick.stop>
        <button type="button" :aria-label="words.zoom_in" :title="words.zoom_in" @click="zoomMiddle(1.5)">+</button>
        <button type="button" :aria-label="words.zoom_out" :title="words.zoom_out" @click="zoomMiddle(1 / 1.5)">−</button>
        <button type="button" :aria-label="words.zoom_fit" :title="words.zoom_fit" @click="fit">⤢</button>
      </div>
      <div class="kg-tip" ref="tip" hidden></div>
    </div>`,
  props: { nodes: Array, links: Array, words: Object, isOpen: Boolean },
  watch: {
    nodes() {
      this.renew();
    },
    links() {
      this.renew();
    },
  },
  mounted() {
    // none of this is shown by Vue: kept out of its reach
    Object.assign(this, { view: { k: 1, x: 0, y: 0 }, pointers: new Map(), moved: 0, cost: 0, job: 0, timer: 0, found: null });
    this.copy();
    this.back = document.createElement("canvas"); // drawn on in slices, shown when it is done
    this.resizing = new ResizeObserver(() => this.resize());
    this.resizing.observe(this.$el);
  },
  beforeUnmount() {
    this.job += 1;
    clearTimeout(this.timer);
    this.resizing.disconnect();
  },
  methods: {
    resize() {
      this.width = this.$el.clientWidth;
      this.height = this.$el.clientHeight;
      const ratio = window.devicePixelRatio || 1;
      for (const canvas of [this.$refs.picture, this.$refs.over, this.back]) {
        canvas.width = this.width * ratio;
        canvas.height = this.height * ratio;
        // drawing in slices needs to know how long a slice took, which a graphics card does not tell; and few links are drawn faster without one
        canvas.getContext("2d", { willReadFrequently: canvas !== this.$refs.picture }).setTransform(ratio, 0, 0, ratio, 0, 0);
      }
      this.measured = null;
      this.draw();
    },
    copy() {
      // Vue watches each access to what it passes, ours are millions
      this.spots = this.nodes.map((node) => [...node]);
      this.arrows = this.links.map((link) => [...link]);
      this.measured = null;
    },
    renew() {
      this.copy();
      this.point(null);
      this.draw();
    },
    fit() {
      this.view = { k: 1, x: 0, y: 0 };
      this.look();
    },

    // where things are
    place(node, view = this.view) {
      const [, , x, y] = node;
      return [
        (MARGIN + x * (this.width - 2 * MARGIN)) * view.k + view.x,
        (MARGIN + y * (this.height - 2 * MARGIN)) * view.k + view.y,
      ];
    },
    radius(node, view = this.view) {
      return (node[4] / 2) * Math.min(2, Math.max(0.7, Math.sqrt(view.k)));
    },
    curve(link, view = this.view) {
      const [from, to] = [this.spots[link[0]], this.spots[link[1]]];
      const [a, b] = [this.place(from, view), this.place(to, view)];
      if (link[0] === link[1]) {
        const r = this.radius(from, view) + 14;
        return [a, [a[0] + 2 * r, a[1] - 2 * r], b];
      }
      return [a, [(a[0] + b[0]) / 2 + (b[1] - a[1]) * link[4], (a[1] + b[1]) / 2 - (b[0] - a[0]) * link[4]], b];
    },
    find(x, y) {
      let best = null;
      let nearest = Infinity;
      this.spots.forEach((node, index) => {
        if (!node[6]) return;
        const [u, v] = this.place(node);
        const away = Math.hypot(u - x, v - y) - this.radius(node);
        if (away < 4 && away < nearest) [best, nearest] = [{ kind: "node", index }, away];
      });
      if (best) return best;
      nearest = NEAR;
      const all = this.measure();
      for (let index = 0; index < this.arrows.length; index += 1) {
        const at = 6 * index;
        const [ax, ay, cx, cy, bx, by] = [all[at], all[at + 1], all[at + 2], all[at + 3], all[at + 4], all[at + 5]];
        if (x < Math.min(ax, bx, cx) - NEAR || x > Math.max(ax, bx, cx) + NEAR) continue;
        if (y < Math.min(ay, by, cy) - NEAR || y > Math.max(ay, by, cy) + NEAR) continue;
        let before = [ax, ay];
        for (let step = 1; step <= STEPS; step += 1) {
          const point = on([ax, ay], [cx, cy], [bx, by], step / STEPS);
          const away = distance(x, y, before, point);
          if (away < nearest) [best, nearest] = [{ kind: "link", index }, away];
          before = point;
        }
      }
      return best;
    },
    measure() {
      // curves of all links, six numbers each, as long as neither they nor the view change
      if (this.measured !== this.view) {
        this.curves = new Float64Array(6 * this.arrows.length);
        this.arrows.forEach((link, index) => this.curves.set(this.curve(link).flat(), 6 * index));
        this.measured = this.view;
      }
      return this.curves;
    },

    // the picture
    look() {
      // the picture as it is, moved to where the view is now
      const { painted, view } = this;
      if (painted) {
        const k = view.k / painted.k;
        this.$refs.picture.style.transform = `translate(${view.x - painted.x * k}px, ${view.y - painted.y * k}px) scale(${k})`;
      }
      this.point(null);
      clearTimeout(this.timer);
      if (this.cost < SLICE) this.draw();
      else this.timer = setTimeout(() => this.draw(), REST);
    },
    draw() {
      if (!this.width || !this.height) return; // not laid out yet: the ResizeObserver tells
      this.job += 1;
      const { job } = this;
      const view = { ...this.view };
      const context = this.back.getContext("2d");
      const strokes = this.paint(context, view);
      let cost = 0;
      const go = () => {
        if (job !== this.job) return;
        const began = performance.now();
        let taken = 0;
        for (let isDone = false; !isDone && taken < SLICE; ) {
          isDone = strokes.next().done;
          context.getImageData(0, 0, 1, 1); // draws what waits
          taken = performance.now() - began;
          if (isDone) {
            this.cost = cost + taken;
            this.show(view);
            return;
          }
        }
        cost += taken;
        requestAnimationFrame(go);
      };
      go();
    },
    show(view) {
      const context = this.$refs.picture.getContext("2d");
      context.clearRect(0, 0, this.width, this.height);
      context.drawImage(this.back, 0, 0, this.width, this.height);
      this.painted = view;
      this.$refs.picture.style.transform = "";
      if (!samePlace(view, this.view)) this.look();
    },
    *paint(context, view) {
      context.clearRect(0, 0, this.width, this.height);
      context.lineCap = "butt";
      for (let at = this.arrows.length - 1; at >= 0; at -= 1) {
        this.drawLink(context, this.arrows[at], view, this.arrows.length > 2000 ? 0.4 : 0.75);
        if (at % 40 === 0) yield;
      }
      for (let at = this.spots.length - 1; at >= 0; at -= 1) {
        this.drawNode(context, this.spots[at], view);
        if (at % 200 === 0) yield;
      }
      const taken = [];
      for (const node of this.spots) {
        if (node[6] && taken.length < 60) this.drawName(context, node, view, taken);
      }
      yield;
    },
    drawLink(context, link, view, alpha) {
      const [a, c, b] = this.curve(link, view);
      const margin = 10;
      if (Math.max(a[0], b[0], c[0]) < -margin || Math.min(a[0], b[0], c[0]) > this.width + margin) return;
      if (Math.max(a[1], b[1], c[1]) < -margin || Math.min(a[1], b[1], c[1]) > this.height + margin) return;
      const width = link[3] * Math.min(2, Math.max(0.8, Math.sqrt(view.k)));
      const head = 3 + 1.9 * width;
      const [dx, dy] = unit(c, b);
      const gap = this.radius(this.spots[link[1]], view) + 1;
      const tip = [b[0] - dx * gap, b[1] - dy * gap];
      context.globalAlpha = alpha;
      context.strokeStyle = context.fillStyle = link[2];
      context.lineWidth = width;
      context.beginPath();
      context.moveTo(a[0], a[1]);
      if (link[0] === link[1]) context.bezierCurveTo(c[0], a[1], a[0], c[1], tip[0], tip[1]);
      else context.quadraticCurveTo(c[0], c[1], tip[0] - dx * head * 0.8, tip[1] - dy * head * 0.8);
      context.stroke();
      context.beginPath();
      context.moveTo(tip[0], tip[1]);
      context.lineTo(tip[0] - dx * head - dy * head * 0.45, tip[1] - dy * head + dx * head * 0.45);
      context.lineTo(tip[0] - dx * head + dy * head * 0.45, tip[1] - dy * head - dx * head * 0.45);
      context.fill();
      context.globalAlpha = 1;
    },
    drawNode(context, node, view) {
      const [x, y] = this.place(node, view);
      context.globalAlpha = node[6] ? 1 : 0.15;
      context.fillStyle = node[5];
      context.strokeStyle = isDark() ? "#121212" : "#ffffff";
      context.lineWidth = 1;
      context.beginPath();
      context.arc(x, y, this.radius(node, view), 0, 2 * Math.PI);
      context.fill();
      context.stroke();
      context.globalAlpha = 1;
    },
    drawName(context, node, view, taken) {
      const [x, y] = this.place(node, view);
      if (x < 0 || y < 0 || x > this.width || y > this.height) return;
      context.font = "12px system-ui, sans-serif";
      const wide = context.measureText(node[0]).width;
      const gap = this.radius(node, view) + 3;
      // to the right, or to the left where the edge is near
      const left = x + gap + wide > this.width ? Math.max(0, x - gap - wide) : x + gap;
      const box = [left - 2, y - 8, left + wide + 2, y + 8];
      if (taken.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3])) return;
      taken.push(box);
      context.textBaseline = "middle";
      context.lineJoin = "round";
      context.lineWidth = 3;
      context.strokeStyle = isDark() ? "#121212" : "#ffffff";
      context.strokeText(node[0], left, y);
      context.fillStyle = isDark() ? "#eeeeee" : "#222222";
      context.fillText(node[0], left, y);
    },

    // what the reader points at: drawn above, with the rest faded
    point(found, x = 0, y = 0) {
      const { over, tip, picture } = this.$refs;
      const same = found && this.found && found.kind === this.found.kind && found.index === this.found.index;
      tip.hidden = !found;
      if (found) {
        const told = found.kind === "node" ? this.spots[found.index] : this.arrows[found.index];
        tip.textContent = found.kind === "node" ? `${told[0]} · ${told[1]}` : told[5];
        const isLeft = x > this.width / 2;
        Object.assign(tip.style, { left: isLeft ? "" : `${x + 14}px`, right: isLeft ? `${this.width - x + 14}px` : "", top: `${y + 12}px` });
      }
      if (same || (!found && !this.found)) return;
      this.found = found;
      this.$el.style.cursor = found && (found.kind === "node" || this.isOpen) ? "pointer" : "";
      picture.style.opacity = found ? 0.3 : 1;
      const context = over.getContext("2d");
      context.clearRect(0, 0, this.width, this.height);
      if (!found) return;
      const ofNode = (link) => link[0] === found.index || link[1] === found.index;
      const links = found.kind === "link" ? [this.arrows[found.index]] : this.arrows.filter(ofNode).slice(0, SHOWN);
      const ends = new Set(links.flatMap((link) => [link[0], link[1]]));
      if (found.kind === "node") ends.add(found.index);
      for (const link of links) this.drawLink(context, link, this.view, 0.95);
      const nodes = [...ends].sort((a, b) => (a === found.index ? -1 : b === found.index ? 1 : a - b)).map((index) => this.spots[index]);
      const taken = [];
      for (const node of nodes) this.drawNode(context, node, this.view);
      for (const node of nodes.slice(0, 60)) this.drawName(context, node, this.view, taken);
    },

    // hands
    zoom(factor, x, y) {
      const { view } = this;
      const k = Math.min(LIMITS[1], Math.max(LIMITS[0], view.k * factor));
      this.view = { k, x: x - ((x - view.x) * k) / view.k, y: y - ((y - view.y) * k) / view.k };
      this.look();
    },
    zoomMiddle(factor) {
      this.zoom(factor, this.width / 2, this.height / 2);
    },
    pan(dx, dy) {
      this.view = { ...this.view, x: this.view.x + dx, y: this.view.y + dy };
      this.look();
    },
    spot(event) {
      const box = this.$el.getBoundingClientRect();
      return [event.clientX - box.left - this.$el.clientLeft, event.clientY - box.top - this.$el.clientTop];
    },
    turn(event) {
      this.zoom(Math.exp(-Math.max(-120, Math.min(120, event.deltaY)) / 400), ...this.spot(event));
    },
    take(event) {
      this.pointers.set(event.pointerId, this.spot(event));
      this.moved = this.pointers.size > 1 ? Infinity : 0;
      this.$el.setPointerCapture(event.pointerId);
    },
    move(event) {
      const now = this.spot(event);
      const before = this.pointers.get(event.pointerId);
      if (!before) {
        if (!this.looking) {
          this.looking = requestAnimationFrame(() => {
            this.looking = 0;
            this.point(this.find(...now), ...now);
          });
        }
        return;
      }
      const other = [...this.pointers].find(([id]) => id !== event.pointerId)?.[1];
      this.pointers.set(event.pointerId, now);
      if (other) {
        const factor = Math.hypot(now[0] - other[0], now[1] - other[1]) / (Math.hypot(before[0] - other[0], before[1] - other[1]) || 1);
        this.zoom(factor, other[0], other[1]);
        return;
      }
      this.moved += Math.hypot(now[0] - before[0], now[1] - before[1]);
      if (this.moved > NEAR) this.pan(now[0] - before[0], now[1] - before[1]);
    },
    release(event) {
      const isClick = this.pointers.has(event.pointerId) && this.moved <= NEAR;
      this.drop(event);
      const found = isClick ? this.find(...this.spot(event)) : null;
      if (found) this.$emit(found.kind, found.index);
    },
    drop(event) {
      this.pointers.delete(event.pointerId);
    },
    leave() {
      if (this.looking) cancelAnimationFrame(this.looking);
      this.looking = 0;
      this.point(null);
    },
    press(event) {
      const moves = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
      if (event.target !== this.$el || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key in moves) this.pan(...moves[event.key]);
      else if (event.key === "+") this.zoomMiddle(1.25);
      else if (event.key === "-") this.zoomMiddle(0.8);
      else if (event.key === "0") this.fit();
      else return;
      event.preventDefault();
    },
  },
};

function isDark() {
  return document.body.classList.contains("body--dark");
}

function samePlace(one, other) {
  return one.k === other.k && one.x === other.x && one.y === other.y;
}

function on(a, c, b, t) {
  const s = 1 - t;
  return [s * s * a[0] + 2 * s * t * c[0] + t * t * b[0], s * s * a[1] + 2 * s * t * c[1] + t * t * b[1]];
}

function unit(from, to) {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]) || 1;
  return [(to[0] - from[0]) / length, (to[1] - from[1]) / length];
}

function distance(x, y, from, to) {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const t = Math.max(0, Math.min(1, ((x - from[0]) * dx + (y - from[1]) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(from[0] + t * dx - x, from[1] + t * dy - y);
}
