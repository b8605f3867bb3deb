import { setTimeout as setTimeout$1 } from "node:timers/promises";
import { Hono } from "hono";
import { z } from "zod";
import { performance as performance$1 } from "node:perf_hooks";
import { Duplex, PassThrough, Readable } from "node:stream";
// src/platform/errors.ts
var CloudError = class extends Error {
	name = "CloudError";
	failure;
	constructor(failure, cause) {
		super(describe(failure), { cause });
		this.failure = failure;
	}
};
function describe(failure) {
	switch (failure.kind) {
		case "not-found": return `${failure.what} ${failure.id} could not be found.`;
		case "conflict": return failure.hint ? `${failure.message} ${failure.hint}` : failure.message;
		case "no-valid-host": return `No valid host was found. ${countedReasons(failure.rejections)}`;
		case "unavailable": return `${failure.what} is not available. ${failure.hint}`;
		default: return failure.message;
	}
}
const countedReasons = (rejections) => {
	const reasons = Object.entries(rejections).toSorted(([, a], [, b]) => b - a);
	if (reasons.length === 0) return "There is no host yet.";
	const rest = reasons.slice(mostReasons).reduce((sum, [, hosts]) => sum + hosts, 0);
	return [...reasons.slice(0, mostReasons), ...rest > 0 ? [["other reasons", rest]] : []].map(([reason, hosts]) => `${hosts} ${hosts === 1 ? "host" : "hosts"}: ${reason}`).join("; ") + ".";
};
const mostReasons = 20;
const invalid = (message, field) => new CloudError(field === void 0 ? {
	kind: "invalid",
	message
} : {
	kind: "invalid",
	message,
	field
});
const notFound = (what, id) => new CloudError({
	kind: "not-found",
	what,
	id
});
const conflict = (message, hint) => new CloudError({
	kind: "conflict",
	message,
	hint
});
const failed$1 = (message, detail, cause) => new CloudError(detail === void 0 ? {
	kind: "failed",
	message
} : {
	kind: "failed",
	message,
	detail
}, cause);
const unavailable = (what, hint, cause) => new CloudError({
	kind: "unavailable",
	what,
	hint
}, cause);
const httpStatus = {
	invalid: 400,
	unauthorized: 401,
	forbidden: 403,
	"over-quota": 403,
	"not-found": 404,
	"method-not-allowed": 405,
	timeout: 408,
	conflict: 409,
	gone: 410,
	"precondition-failed": 412,
	"too-large": 413,
	"unsupported-media": 415,
	"range-not-satisfiable": 416,
	"rate-limited": 429,
	"not-implemented": 501,
	"no-valid-host": 500,
	unavailable: 503,
	overloaded: 503,
	failed: 500,
	"disk-full": 507
};
// src/agent/commands/command-contract.ts
const commandContractVersion = 7;
const purposes = {
	"nics-plug": "connect the server to its networks",
	"nics-unplug": "disconnect the server from its networks",
	"disks-create": "make the disks of the server",
	"disks-delete": "delete the disks of the server",
	"disks-resize": "resize the disks of the server",
	"disks-revert-resize": "give the disks of the server their former sizes",
	"disks-confirm-resize": "delete the former disks of the server",
	"disks-rebuild": "make the disks of the server anew",
	"disks-rescue": "make the disks of the rescue",
	"disks-unrescue": "delete the disks of the rescue",
	"guest-spawn": "start the server",
	"guest-destroy": "end the server",
	"guest-attach-nic": "attach the network card",
	"guest-detach-nic": "detach the network card",
	"guest-end-grace": "end the grace period of the guest",
	"guest-update-nics": "change the network cards",
	"guest-power-on": "start the server",
	"guest-power-off": "stop the server",
	"guest-reboot": "reboot the server",
	"snapshot-make": "copy the disk of the server",
	"snapshot-upload": "bring the copy of the disk to its image",
	"snapshot-discard": "delete the copy of the disk",
	"guest-pause": "pause the server",
	"guest-unpause": "let the server go on",
	"guest-suspend": "suspend the server",
	"guest-resume": "resume the server",
	"guest-nmi": "interrupt the server",
	"guest-set-password": "change the password in the server",
	"guest-diagnostics": "measure the server",
	"guest-cpus": "tell which CPUs its guests run on",
	"image-cache": "fetch the image",
	"console-log": "read the console log of the server"
};
// src/agent/commands/command-wire.ts
const packFailure = (error) => error instanceof CloudError ? error.failure : {
	kind: "unexpected",
	message: error instanceof Error ? error.message : String(error)
};
// src/agent/agent-http.ts
const commandBody = z.object({
	contractVersion: z.int().min(1),
	id: z.string().min(1).max(255),
	kind: z.string(),
	params: z.record(z.string(), z.unknown())
});
const longestWaitSeconds = 60;
function agentHttp(queue) {
	const app = new Hono();
	app.post("/commands", async (c) => c.json(await answerWithin(queue.take(await readCommand(c)), waitMs(c))));
	app.get("/commands/:id", async (c) => {
		const outcome = queue.find(c.req.param("id"));
		if (outcome === void 0) throw notFound("Command", c.req.param("id"));
		return c.json(await answerWithin(outcome, waitMs(c)));
	});
	app.notFound((c) => c.json(failed(invalid("An agent has POST /commands and GET /commands/:id.")), 400));
	app.onError((error, c) => {
		const status = error instanceof CloudError ? httpStatus[error.failure.kind] : 500;
		return c.json(failed(error), status);
	});
	return app;
}
const failed = (error) => ({
	state: "failed",
	failure: packFailure(error)
});
const waitMs = (c) => Math.min(Math.max(Number(c.req.query("wait") ?? 0) || 0, 0), longestWaitSeconds) * 1e3;
async function readCommand(c) {
	const parsed = commandBody.safeParse(await c.req.json().catch(() => void 0));
	if (!parsed.success) throw invalid("An command is JSON: {contractVersion, id, kind, params}.");
	const { contractVersion, id, kind, params } = parsed.data;
	if (contractVersion > 7) throw unavailable(`Command contract ${contractVersion}`, `This agent knows up to 7: update it.`);
	return {
		id,
		kind,
		params
	};
}
async function answerWithin(outcome, ms) {
	const answer = outcome.then((result) => ({
		state: "done",
		result
	}), failed);
	let timer;
	const late = new Promise((resolve) => {
		timer = setTimeout(resolve, ms, { state: "running" });
	});
	try {
		return await Promise.race([answer, late]);
	} finally {
		clearTimeout(timer);
	}
}
// src/agent/facts/heartbeat.ts
function startHeartbeat(options) {
	let stopped = false;
	let trouble;
	let timer;
	const first = Promise.withResolvers();
	let hasReported = false;
	const beat = async () => {
		const failure = await failureOf(report(options));
		logChange(options, trouble, failure);
		trouble = failure?.message;
		hasReported = true;
		first.resolve();
		await options.afterBeat();
		if (!stopped) timer = setTimeout(() => void (beating = beat()), options.intervalMs);
	};
	let beating = beat();
	return {
		first: first.promise,
		trouble: () => hasReported ? trouble : `The host ${options.hostName} has not reported yet.`,
		async stop() {
			stopped = true;
			clearTimeout(timer);
			await beating;
		}
	};
}
async function report({ hostName, driver, disks, reports, version }) {
	const [said, guests, servers] = await Promise.all([
		driver.facts(),
		driver.listGuests(),
		disks.list()
	]);
	const facts = version === void 0 ? said : {
		...said,
		agentVersion: version
	};
	await reports.heartbeat({
		hostName,
		facts,
		guests: [...guests],
		disks: servers
	});
}
const failureOf = (work) => work.then(() => void 0, (error) => error);
function logChange({ hostName, log }, before, failure) {
	if (failure === void 0 && before !== void 0) log.info({ host: hostName }, "Heartbeat works again.");
	if (failure !== void 0 && failure.message !== before) log.error({
		host: hostName,
		err: failure
	}, `Heartbeat failed: ${failure.message}`);
}
// src/domain/guest-metrics/guest-figures.ts
const figureNames = [
	"cpu_percent",
	"memory_mb",
	"disk_read_bytes_rate",
	"disk_write_bytes_rate",
	"disk_read_requests_rate",
	"disk_write_requests_rate",
	"rx_bytes_rate",
	"tx_bytes_rate",
	"rx_packets_rate",
	"tx_packets_rate"
];
const eachOf = (names, valueOf) => Object.fromEntries(names.map((name) => [name, valueOf(name)]));
const eachFigure = (valueOf) => eachOf(figureNames, valueOf);
// src/domain/guest-metrics/guest-rates.ts
const counters = [
	"cpuTimeNs",
	"diskReadBytes",
	"diskWriteBytes",
	"diskReadRequests",
	"diskWriteRequests",
	"rxBytes",
	"txBytes",
	"rxPackets",
	"txPackets"
];
function guestRates(before, now, elapsedMs) {
	const grown = elapsedMs !== void 0 && elapsedMs > 0 ? growth(before, now, elapsedMs) : void 0;
	const rate = (counter) => {
		const value = grown?.(counter) ?? null;
		return value === null ? null : rounded$1(value * 1e3 / elapsedMs);
	};
	const cpuNsPerSecond = rate("cpuTimeNs");
	return {
		cpu_percent: cpuNsPerSecond === null ? null : Math.min(100, rounded$1(cpuNsPerSecond / 1e7 / Math.max(1, now.vcpus))),
		memory_mb: now.memoryUsedKib === null ? null : rounded$1(now.memoryUsedKib / 1024),
		disk_read_bytes_rate: rate("diskReadBytes"),
		disk_write_bytes_rate: rate("diskWriteBytes"),
		disk_read_requests_rate: rate("diskReadRequests"),
		disk_write_requests_rate: rate("diskWriteRequests"),
		rx_bytes_rate: rate("rxBytes"),
		tx_bytes_rate: rate("txBytes"),
		rx_packets_rate: rate("rxPackets"),
		tx_packets_rate: rate("txPackets")
	};
}
function growth(before, now, elapsedMs) {
	const wentBack = before !== void 0 && counters.some((name) => (now[name] ?? Infinity) < (before[name] ?? 0));
	const isNew = before === void 0 || wentBack;
	const canBeNew = now.cpuTimeNs !== null && now.cpuTimeNs <= elapsedMs * 1e6 * Math.max(1, now.vcpus);
	return (name) => {
		const value = now[name];
		if (value === null) return null;
		if (isNew) return canBeNew ? value : null;
		const earlier = before[name];
		return earlier === null ? null : value - earlier;
	};
}
const rounded$1 = (value) => Math.round(value * 100) / 100;
// src/domain/host/host-rates.ts
function hostRates(before, now, elapsedMs) {
	const rate = (counter) => {
		const [earlier, later] = [before?.[counter] ?? null, now[counter]];
		if (earlier === null || later === null || later < earlier || !elapsedMs) return null;
		return rounded((later - earlier) * 1e3 / elapsedMs);
	};
	return {
		...shares(before?.cpu ?? null, now.cpu),
		load: rounded(now.load),
		memory_mb: rounded(now.memoryUsedMb),
		disk_gb: rounded(now.diskUsedGb),
		disk_read_bytes_rate: rate("diskReadBytes"),
		disk_write_bytes_rate: rate("diskWriteBytes"),
		rx_bytes_rate: rate("rxBytes"),
		tx_bytes_rate: rate("txBytes")
	};
}
function shares(before, now) {
	const all = before && now ? now.all - before.all : 0;
	const percent = (what) => {
		if (!before || !now || all <= 0) return null;
		return rounded(Math.min(100, Math.max(0, 100 * (now[what] - before[what]) / all)));
	};
	return {
		cpu_percent: percent("busy"),
		iowait_percent: percent("waiting")
	};
}
function rounded(value) {
	return value === null ? null : Math.round(value * 100) / 100;
}
// src/agent/facts/measurements.ts
const troubleOf = (what, result) => result.status === "rejected" ? [{
	what,
	err: result.reason
}] : [];
function startMeasuring({ hostName, driver, reports, intervalMs, log }) {
	let stopped = false;
	let timer;
	let last = {};
	let trouble = "";
	const measure = async () => {
		const [guests, host] = await Promise.allSettled([driver.measureGuests().then(timed), driver.measureHost().then(timed)]);
		const now = {
			...guests.status === "fulfilled" && { guests: guests.value },
			...host.status === "fulfilled" && { host: host.value }
		};
		const before = last;
		last = {
			...before,
			...now
		};
		if (now.host || now.guests && now.guests.counters.size > 0) await reports.measured(reportOf(hostName, before, now));
		return [...troubleOf("The guests could not be measured", guests), ...troubleOf("The host could not be measured", host)];
	};
	const round = async () => {
		const begun = performance$1.now();
		const troubles = await measure().catch((err) => [{
			what: "What was measured could not be reported",
			err
		}]);
		const told = troubles.map(({ what, err }) => `${what}: ${err.message}`).join(" ");
		if (told !== "" && told !== trouble) log.warn({
			host: hostName,
			err: troubles[0].err
		}, told);
		trouble = told;
		if (!stopped) timer = setTimeout(() => void (measuring = round()), Math.max(0, begun + intervalMs - performance$1.now()));
	};
	let measuring = round();
	return { async stop() {
		stopped = true;
		clearTimeout(timer);
		await measuring;
	} };
}
const timed = (counters) => ({
	at: performance$1.now(),
	counters
});
function reportOf(hostName, before, { guests, host }) {
	const counted = guests?.counters ?? new Map();
	const guestsMs = since(before.guests, guests);
	const used = Array.from(counted, ([id, now]) => guestRates(before.guests?.counters.get(id), now, guestsMs));
	return {
		hostName,
		ageMs: Math.max(0, Math.round(performance$1.now() - Math.min(guests?.at ?? Infinity, host?.at ?? Infinity))),
		guests: [...counted.keys()],
		figures: eachFigure((name) => used.map((figures) => figures[name])),
		...host && { host: hostRates(before.host?.counters, host.counters, since(before.host, host)) }
	};
}
const since = (before, now) => before && now && now.at - before.at;
// src/agent/facts/power-events.ts
function forwardPowerEvents(hostName, driver, reports, log) {
	return driver.onPowerEvent(({ serverId, power }) => {
		reports.powerChanged({
			hostName,
			serverId,
			power
		}).catch((err) => {
			log.warn({
				host: hostName,
				serverId,
				power,
				err
			}, "A power event could not be reported; the heartbeat will tell.");
		});
	});
}
// src/agent/facts/sweep-links.ts
const everyMs = 6e5;
function linkSweeper({ driver, disks, nics }, log) {
	let nextAt = 0;
	return async () => {
		if (performance.now() < nextAt) return;
		nextAt = performance.now() + everyMs;
		try {
			const [guests, servers] = await Promise.all([driver.listGuests(), disks.list()]);
			await nics.sweep(new Set([...guests.keys(), ...servers]));
		} catch (err) {
			log.warn({ err }, "Links that servers left behind could not be removed; trying again later.");
		}
	};
}
// src/platform/clock.ts
const systemClock = { now: () => new Date() };
// src/platform/ids.ts
const uuid = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const isUuid = (text) => uuid.test(text);
// src/platform/flow/fair-slots.ts
const priorities = [
	"first",
	"next",
	"usual"
];
function fairSlots(limit, now = Date.now) {
	const perProject = Math.ceil(limit * .75);
	const unlessUrgent = limit - Math.floor(limit / 8);
	const lines = new Map();
	const holds = new Map();
	let running = 0;
	let blocked = 0;
	let movedAt = now();
	function occupy(projectId, by) {
		running += by;
		const held = (holds.get(projectId) ?? 0) + by;
		if (held === 0) holds.delete(projectId);
		else holds.set(projectId, held);
		movedAt = now();
	}
	function nextLine() {
		if (running >= limit) return void 0;
		const mayTake = (projectId, [head]) => (holds.get(projectId) ?? 0) < perProject && (head.priority !== "usual" || running < unlessUrgent);
		let turn;
		for (const [projectId, line] of lines) {
			if (!mayTake(projectId, line)) continue;
			if (line[0].priority === "first") return projectId;
			turn ??= projectId;
		}
		return turn;
	}
	function giveOut() {
		for (let projectId = nextLine(); projectId !== void 0; projectId = nextLine()) {
			const line = lines.get(projectId);
			const { give } = line.shift();
			lines.delete(projectId);
			if (line.length > 0) lines.set(projectId, line);
			occupy(projectId, 1);
			give();
		}
	}
	function queue({ projectId, priority }, isBack) {
		return new Promise((give) => {
			const line = lines.get(projectId) ?? [];
			lines.set(projectId, line);
			const rank = (one) => priorities.indexOf(one);
			const isBehind = (other) => rank(other.priority) > rank(priority) || isBack && other.priority === priority;
			const at = line.findIndex(isBehind);
			line.splice(at === -1 ? line.length : at, 0, {
				give,
				priority
			});
			giveOut();
		});
	}
	return {
		async take(turn) {
			await queue(turn, false);
			return {
				async yieldWhile(wait) {
					occupy(turn.projectId, -1);
					blocked++;
					giveOut();
					try {
						return await wait();
					} finally {
						blocked--;
						await queue(turn, true);
					}
				},
				release() {
					occupy(turn.projectId, -1);
					giveOut();
				}
			};
		},
		waiting: (projectId) => projectId === void 0 ? [...lines.values()].reduce((sum, { length }) => sum + length, 0) : lines.get(projectId)?.length ?? 0,
		held: () => ({
			running,
			blocked
		}),
		movedAt: () => movedAt
	};
}
// src/platform/in-turn.ts
function inTurn() {
	const last = new Map();
	return (key, work) => {
		const mine = (last.get(key) ?? Promise.resolve()).then(work, work);
		last.set(key, mine);
		const forget = () => {
			if (last.get(key) === mine) last.delete(key);
		};
		mine.then(forget, forget);
		return mine;
	};
}
// src/agent/commands/console-log.ts
const consoleLog = {
	subject: ({ serverId }) => serverId,
	load: "reading",
	run: async ({ disks }, { serverId, maxBytes }) => ({ text: await disks.consoleLog(serverId, maxBytes) })
};
// src/agent/commands/disks-create.ts
const disksCreate = {
	subject: ({ serverId }) => serverId,
	load: "heavy",
	async run({ disks }, guest) {
		await disks.create(guest);
		return null;
	}
};
// src/agent/commands/disks-confirm-resize.ts
const disksConfirmResize = {
	subject: ({ serverId }) => serverId,
	load: "light",
	async run({ disks }, { serverId }) {
		await disks.confirmResize(serverId);
		return null;
	}
};
// src/agent/commands/disks-delete.ts
const disksDelete = {
	subject: ({ serverId }) => serverId,
	load: "light",
	async run({ disks }, { serverId }) {
		await disks.delete(serverId);
		return null;
	}
};
// src/agent/commands/disks-resize.ts
const disksResize = {
	subject: ({ serverId }) => serverId,
	load: "heavy",
	async run({ disks }, guest) {
		await disks.resize(guest);
		return null;
	}
};
// src/agent/commands/disks-revert-resize.ts
const disksRevertResize = {
	subject: ({ serverId }) => serverId,
	load: "light",
	async run({ disks }, { serverId }) {
		await disks.revertResize(serverId);
		return null;
	}
};
// src/agent/commands/disks-rebuild.ts
const disksRebuild = {
	subject: ({ guest }) => guest.serverId,
	load: "heavy",
	async run({ disks }, { guest, keepEphemeral }) {
		await disks.rebuild(guest, { ephemeral: keepEphemeral });
		return null;
	}
};
// src/agent/commands/disks-rescue.ts
const disksRescue = {
	subject: ({ serverId }) => serverId,
	load: "heavy",
	async run({ disks }, guest) {
		await disks.rescue(guest);
		return null;
	}
};
// src/agent/commands/disks-unrescue.ts
const disksUnrescue = {
	subject: ({ serverId }) => serverId,
	load: "light",
	async run({ disks }, { serverId }) {
		await disks.unrescue(serverId);
		return null;
	}
};
// src/domain/server/server-names.ts
const instanceName = (seq) => `instance-${seq.toString(16).padStart(8, "0")}`;
const tapName = (portId) => `tap${portId.slice(0, 11)}`;
// src/domain/server/rescue-device.ts
const devices = [
	"disk",
	"cdrom",
	"floppy"
];
const buses = [
	"virtio",
	"scsi",
	"sata",
	"ide",
	"usb",
	"fdc"
];
function rescueDevice(properties) {
	const { hw_rescue_device: device, hw_rescue_bus: bus } = properties;
	if (device === void 0 && bus === void 0) return void 0;
	return {
		device: oneOf(devices, "hw_rescue_device", device ?? "disk"),
		...bus !== void 0 && { bus: oneOf(buses, "hw_rescue_bus", bus) }
	};
}
function oneOf(choices, property, wanted) {
	const found = choices.find((choice) => choice === wanted);
	if (found !== void 0) return found;
	throw invalid(`The rescue image's ${property} is ${wanted}; a server can be rescued with ${choices.join(", ")}. Change the image's property.`, property);
}
// src/agent/guest-spec.ts
function guestSpec(guest, files, nics) {
	return {
		serverId: guest.serverId,
		domainName: instanceName(guest.seq),
		vcpus: guest.flavor.vcpus,
		ramMb: guest.flavor.ramMb,
		disks: files.disks,
		nics,
		consoleLogPath: files.consoleLogPath,
		extraSpecs: guest.flavor.extraSpecs,
		imageProperties: propertiesOf(guest),
		about: {
			displayName: guest.name,
			flavorId: guest.flavor.id,
			flavorName: guest.flavor.name,
			imageId: guest.image?.id ?? null,
			projectId: guest.projectId,
			userId: guest.userId,
			createdAt: guest.createdAt
		}
	};
}
function propertiesOf({ image, rescue }) {
	return (rescue && rescueDevice(rescue.image.properties) === void 0 ? rescue.image : image)?.properties ?? {};
}
async function freshSpec({ disks, nics }, guest) {
	return guestSpec(guest, disks.filesOf(guest), await nics.plug(guest.serverId, guest.ports));
}
// src/agent/commands/guest-attach-nic.ts
const guestAttachNic = {
	subject: ({ guest }) => guest.serverId,
	load: "light",
	async run(host, { guest, portId }) {
		const nics = await host.nics.plug(guest.serverId, guest.ports);
		const nic = nics.find((each) => each.portId === portId);
		if (nic === void 0) throw invalid(`Port ${portId} is not among those of server ${guest.serverId}.`);
		await host.driver.attachNic(guestSpec(guest, host.disks.filesOf(guest), nics), nic);
		return null;
	}
};
// src/agent/commands/guest-cpus.ts
const guestCpus = {
	subject: ({ hostId }) => hostId,
	load: "reading",
	run: async ({ driver }) => ({ guests: [...await driver.guestCpus()] })
};
// src/agent/commands/guest-destroy.ts
const guestDestroy = {
	subject: ({ serverId }) => serverId,
	load: "light",
	endsGrace: () => true,
	async run({ driver }, { serverId }) {
		await driver.destroy(serverId);
		return null;
	}
};
// src/agent/commands/guest-detach-nic.ts
const guestDetachNic = {
	subject: ({ guest }) => guest.serverId,
	load: "light",
	async run(host, { guest, port }) {
		const [nic] = host.nics.linksFor([port]);
		const spec = guestSpec(guest, host.disks.filesOf(guest), host.nics.linksFor(guest.ports));
		if (nic !== void 0) await host.driver.detachNic(spec, nic);
		await host.nics.unplug(guest.serverId, [port]);
		return null;
	}
};
// src/agent/commands/guest-diagnostics.ts
const guestDiagnostics = {
	subject: ({ serverId }) => serverId,
	load: "reading",
	run: async ({ driver }, { serverId }) => ({ diagnostics: await driver.diagnostics(serverId) ?? null })
};
// src/agent/commands/guest-end-grace.ts
const guestEndGrace = {
	subject: ({ serverId }) => serverId,
	load: "reading",
	endsGrace: () => true,
	run: async () => null
};
// src/agent/commands/guest-nmi.ts
const guestNmi = {
	subject: ({ serverId }) => serverId,
	load: "light",
	async run({ driver }, { serverId }) {
		await driver.injectNmi(serverId);
		return null;
	}
};
// src/agent/commands/guest-power.ts
const guestPower = async (driver, serverId) => await driver.powerState(serverId) ?? "shutdown";
// src/agent/commands/command-handlers.ts
const commandHandlers = {
	"nics-plug": {
		subject: ({ serverId }) => serverId,
		load: "light",
		async run({ nics }, { serverId, ports }) {
			await nics.plug(serverId, ports);
			return null;
		}
	},
	"nics-unplug": {
		subject: ({ serverId }) => serverId,
		load: "light",
		async run({ nics }, { serverId, ports }) {
			await nics.unplug(serverId, ports);
			return null;
		}
	},
	"disks-create": disksCreate,
	"disks-delete": disksDelete,
	"disks-resize": disksResize,
	"disks-revert-resize": disksRevertResize,
	"disks-confirm-resize": disksConfirmResize,
	"disks-rebuild": disksRebuild,
	"disks-rescue": disksRescue,
	"disks-unrescue": disksUnrescue,
	"guest-spawn": {
		subject: ({ serverId }) => serverId,
		load: "light",
		async run(host, guest) {
			await host.driver.spawn(await freshSpec(host, guest));
			return { power: await guestPower(host.driver, guest.serverId) };
		}
	},
	"guest-destroy": guestDestroy,
	"guest-attach-nic": guestAttachNic,
	"guest-detach-nic": guestDetachNic,
	"guest-update-nics": {
		subject: ({ guest }) => guest.serverId,
		load: "light",
		async run(host, { guest }) {
			const nics = await host.nics.plug(guest.serverId, guest.ports);
			const spec = guestSpec(guest, host.disks.filesOf(guest), nics);
			for (const nic of nics) await host.driver.updateNic(spec, nic);
			return null;
		}
	},
	"guest-power-on": {
		subject: ({ serverId }) => serverId,
		load: "light",
		async run(host, guest) {
			await host.driver.powerOn(await freshSpec(host, guest));
			return { power: await guestPower(host.driver, guest.serverId) };
		}
	},
	"guest-end-grace": guestEndGrace,
	"guest-power-off": {
		subject: ({ serverId }) => serverId,
		load: "light",
		endsGrace: ({ graceMs }) => graceMs === 0,
		async run({ driver }, { serverId, graceMs }, graceEnded) {
			await driver.powerOff(serverId, graceMs, graceEnded);
			return { power: await guestPower(driver, serverId) };
		}
	},
	"guest-reboot": {
		subject: ({ guest }) => guest.serverId,
		load: "light",
		endsGrace: ({ hard }) => hard,
		async run(host, { guest, hard, graceMs }, graceEnded) {
			const listened = !hard && await host.driver.softReboot(guest.serverId, graceMs, graceEnded);
			if (hard || !listened && !graceEnded.aborted) await host.driver.hardReboot(await freshSpec(host, guest));
			return {
				power: await guestPower(host.driver, guest.serverId),
				fellBack: !hard && !listened
			};
		}
	},
	"guest-pause": {
		subject: ({ serverId }) => serverId,
		load: "light",
		async run({ driver }, { serverId }) {
			await driver.pause(serverId);
			return { power: await guestPower(driver, serverId) };
		}
	},
	"guest-unpause": {
		subject: ({ serverId }) => serverId,
		load: "light",
		async run({ driver }, { serverId }) {
			await driver.unpause(serverId);
			return { power: await guestPower(driver, serverId) };
		}
	},
	"guest-suspend": {
		subject: ({ serverId }) => serverId,
		load: "heavy",
		async run({ driver }, { serverId }) {
			await driver.suspend(serverId);
			return { power: await guestPower(driver, serverId) };
		}
	},
	"guest-resume": {
		subject: ({ serverId }) => serverId,
		load: "heavy",
		async run(host, guest) {
			await host.driver.resume(await freshSpec(host, guest));
			return { power: await guestPower(host.driver, guest.serverId) };
		}
	},
	"guest-nmi": guestNmi,
	"guest-set-password": {
		subject: ({ serverId }) => serverId,
		load: "light",
		async run({ driver, seal }, { serverId, user, sealedPassword }) {
			await driver.setPassword(serverId, {
				user,
				password: seal.open(sealedPassword)
			});
			return null;
		}
	},
	"guest-diagnostics": guestDiagnostics,
	"guest-cpus": guestCpus,
	"snapshot-make": {
		subject: ({ serverId }) => serverId,
		load: "heavy",
		async run({ disks, driver }, { serverId, imageId, freeze }) {
			await driver.endCopy(serverId, {
				source: disks.rootDisk(serverId),
				freeze
			});
			await disks.snapshot({
				serverId,
				imageId
			}, (source, target) => driver.copyDisk(serverId, {
				source,
				target,
				freeze
			}));
			return null;
		}
	},
	"snapshot-upload": {
		subject: ({ serverId }) => serverId,
		load: "heavy",
		async run({ disks }, { serverId, imageId }) {
			await disks.uploadSnapshot({
				serverId,
				imageId
			});
			return null;
		}
	},
	"snapshot-discard": {
		subject: ({ serverId }) => serverId,
		load: "light",
		async run({ disks, driver }, { serverId, imageId, freeze }) {
			await driver.endCopy(serverId, {
				source: disks.rootDisk(serverId),
				freeze
			});
			await disks.discardSnapshot({
				serverId,
				imageId
			});
			return null;
		}
	},
	"image-cache": {
		subject: ({ image }) => image.id,
		load: "heavy",
		run: async ({ disks }, { image }) => ({ outcome: await disks.cacheImage(image) })
	},
	"console-log": consoleLog
};
const isCommandKind = (kind) => Object.hasOwn(commandHandlers, kind);
// src/agent/commands/command-queue.ts
function openCommandQueue(host, log, options = {}) {
	const { heavyAtOnce = 4, rememberMs = 6e5, clock = systemClock } = options;
	const known = new Map();
	const lane = inTurn();
	const heavySlots = fairSlots(heavyAtOnce);
	let isOpen = true;
	const carryOut = ({ kind, params }, handler, subject, graceEnded) => {
		const run = async () => handler.run(host, params, graceEnded);
		switch (handler.load) {
			case "reading": return run();
			case "light": return lane(subject, run);
			case "heavy": return lane(subject, async () => {
				const slot = await heavySlots.take(turnOf(params));
				return run().finally(() => slot.release());
			});
			default: throw new Error(`Command ${kind} has no load.`);
		}
	};
	const endGraceOf = (subject) => {
		for (const entry of known.values()) if (entry.subject === subject && entry.endedAt === null) entry.graceEnded.abort();
	};
	const begin = (command, subject) => {
		const handler = commandHandlers[command.kind];
		if (handler.endsGrace?.(command.params)) endGraceOf(subject);
		const graceEnded = new AbortController();
		const outcome = carryOut(command, handler, subject, graceEnded.signal);
		const entry = {
			kind: command.kind,
			subject,
			graceEnded,
			outcome,
			endedAt: null
		};
		const end = () => {
			entry.endedAt = clock.now().getTime();
			if (handler.load === "reading") known.delete(command.id);
		};
		outcome.then(end, (err) => {
			end();
			log.warn({
				command: command.kind,
				commandId: command.id,
				subject,
				err
			}, `Command ${command.kind} failed: ${err.message}`);
		});
		known.set(command.id, entry);
		return entry;
	};
	const forgetOld = () => {
		const before = clock.now().getTime() - rememberMs;
		for (const [id, { endedAt }] of known) {
			if (endedAt === null) continue;
			if (endedAt > before) return;
			known.delete(id);
		}
	};
	return {
		async take(command) {
			const subject = subjectOf(command);
			const entry = known.get(command.id);
			if (entry !== void 0) return sameCommand(entry, command, subject).outcome;
			if (!isOpen) throw unavailable("This agent", "It is stopping; repeat the command when it is up again.");
			forgetOld();
			return begin(command, subject).outcome;
		},
		find: (id) => known.get(id)?.outcome,
		async close() {
			isOpen = false;
			await Promise.allSettled(Array.from(known.values(), ({ outcome }) => outcome));
		}
	};
}
function turnOf(params) {
	const { projectId, guest } = params;
	return {
		projectId: projectId ?? guest?.projectId ?? "",
		priority: "usual"
	};
}
function subjectOf({ kind, params }) {
	if (!isCommandKind(kind)) throw invalid(`This agent knows no command ${String(kind)}. Update the agent.`, "kind");
	const subject = namedSubject(commandHandlers[kind], params);
	if (typeof subject !== "string" || !isUuid(subject)) throw invalid(`Command ${kind} names no server or image.`, "params");
	return subject;
}
function namedSubject(handler, params) {
	try {
		return handler.subject(params);
	} catch {
		return;
	}
}
function sameCommand(entry, command, subject) {
	if (entry.kind === command.kind && entry.subject === subject) return entry;
	throw conflict(`Command ${command.id} was given before as ${entry.kind} for ${entry.subject}.`, "Use a new id.");
}
// src/agent/commands/host-failure.ts
const whatFor = (task) => task === "open-console" ? "open the console of the server" : purposes[task];
function hostFailure(task, failure) {
	if (failure.kind === "unexpected") return failed$1(`The host could not ${whatFor(task)}. Administrators are shown the reason.`, failure.message);
	if (failure.kind === "unavailable" && failure.detail === void 0) return hostUnavailable(describe(failure));
	return new CloudError(failure);
}
const hostUnavailable = (detail, cause) => new CloudError({
	kind: "unavailable",
	what: "The host of the server",
	hint: "Retry in a minute; administrators are shown the reason.",
	detail
}, cause);
// src/agent/remote-agent-client.ts
const pollSeconds = 30;
const retryEveryMs = 1e3;
function remoteAgentClient(options) {
	const { hostName, fetch, openVnc, openSerial, patienceMs = 3e4 } = options;
	const call = async (path, init) => {
		const response = await withPatience(() => fetch(path, init), hostName, patienceMs);
		if (response.status === 404) return void 0;
		const answer = await response.json().catch(() => void 0);
		if (answer?.state === void 0) throw noAgent(hostName, new Error(`It answered ${response.status}.`));
		return answer;
	};
	const give = (body) => call(`/commands?wait=${pollSeconds}`, {
		method: "POST",
		headers: { "content-type": "application/json" },
		body
	});
	return {
		openVnc: (serverId) => openVnc(serverId).catch(refuseConsole),
		openSerial: (serverId) => openSerial(serverId).catch(refuseConsole),
		async command(kind, commandId, params) {
			const body = JSON.stringify({
				contractVersion: 7,
				id: commandId,
				kind,
				params
			});
			let answer = await give(body);
			while (answer?.state === "running") answer = await call(`/commands/${encodeURIComponent(commandId)}?wait=${pollSeconds}`) ?? await give(body);
			if (answer === void 0) throw noAgent(hostName);
			if (answer.state === "failed") throw hostFailure(kind, answer.failure);
			return answer.result;
		}
	};
}
async function withPatience(send, hostName, patienceMs) {
	const until = Date.now() + patienceMs;
	for (;;) try {
		return await send();
	} catch (cause) {
		if (Date.now() + retryEveryMs > until) throw noAgent(hostName, cause);
		await setTimeout$1(retryEveryMs);
	}
}
const noAgent = (hostName, cause) => hostUnavailable(`The agent of host ${hostName} does not answer. Check that it runs and can be reached.`, cause);
function refuseConsole(error) {
	throw hostFailure("open-console", packFailure(error));
}
// src/agent/agent.ts
const stopGraceMs = 5e3;
function createAgent({ reportIntervalSeconds, metricsIntervalSeconds, ...options }) {
	const { hostName, driver, disks, nics, seal, reports, log } = options;
	const host = {
		driver,
		disks,
		nics,
		seal
	};
	const queue = openCommandQueue(host, log);
	const app = agentHttp(queue);
	const fetch = async (path, init) => app.request(path, init);
	let stopListening;
	let heartbeat;
	let measuring;
	return {
		hostName,
		app,
		client: remoteAgentClient({
			hostName,
			fetch,
			openVnc: (serverId) => driver.openVnc(serverId),
			openSerial: (serverId) => driver.openSerial(serverId)
		}),
		start() {
			stopListening ??= forwardPowerEvents(hostName, driver, reports, log);
			const intervalMs = reportIntervalSeconds * 1e3;
			heartbeat ??= startHeartbeat({
				...options,
				intervalMs,
				afterBeat: linkSweeper(host, log)
			});
			if (metricsIntervalSeconds > 0) measuring ??= startMeasuring({
				...options,
				intervalMs: metricsIntervalSeconds * 1e3
			});
			return heartbeat.first;
		},
		trouble: () => heartbeat?.trouble(),
		async stop() {
			stopListening?.();
			const ended = Promise.all([
				heartbeat?.stop(),
				measuring?.stop(),
				queue.close()
			]);
			await Promise.race([ended, setTimeout$1(stopGraceMs, void 0, { ref: false })]);
		}
	};
}
// src/agent/disks/fake-disks.ts
const fakeDiskBytes = 65536;
const rootDisk = (serverId) => `/fake/${serverId}/disk`;
const bootedConsole = (hostname) => `[    0.000000] Linux version 0.0.0 (fake@kilonova)\n[    0.000001] Run /sbin/init as init process\n${hostname} login: `;
function fakeDisks(images) {
	const made = new Set();
	const kept = new Set();
	const rescues = new Set();
	const cached = new Set();
	const snapshots = new Map();
	const consoles = new Map();
	const failures = [];
	return {
		made,
		kept,
		rescues,
		cached,
		snapshots,
		failNextCreate: (error) => void failures.push(error),
		async create({ serverId, hostname }) {
			const error = failures.shift();
			if (error !== void 0) throw error;
			made.add(serverId);
			consoles.set(serverId, bootedConsole(hostname));
		},
		async delete(serverId) {
			for (const servers of [
				made,
				kept,
				rescues,
				consoles
			]) servers.delete(serverId);
			for (const [imageId, owner] of snapshots) if (owner === serverId) snapshots.delete(imageId);
		},
		async rebuild({ serverId, hostname }) {
			made.add(serverId);
			rescues.delete(serverId);
			consoles.set(serverId, bootedConsole(hostname));
		},
		async rescue({ serverId }) {
			rescues.add(serverId);
			consoles.set(serverId, bootedConsole("rescue"));
		},
		async unrescue(serverId) {
			rescues.delete(serverId);
		},
		async snapshot({ serverId, imageId }, copyLive) {
			await copyLive(rootDisk(serverId), `${rootDisk(serverId)}.delta`);
			snapshots.set(imageId, serverId);
		},
		async uploadSnapshot({ imageId }) {
			const bytes = Buffer.alloc(fakeDiskBytes);
			await images?.write(imageId, {
				diskFormat: "raw",
				size: bytes.length,
				open: () => Readable.from([bytes])
			});
			snapshots.delete(imageId);
		},
		async discardSnapshot({ imageId }) {
			snapshots.delete(imageId);
		},
		rootDisk,
		async resize({ serverId }) {
			kept.add(serverId);
		},
		async revertResize(serverId) {
			kept.delete(serverId);
		},
		async confirmResize(serverId) {
			kept.delete(serverId);
		},
		filesOf: ({ serverId, rescue }) => ({
			disks: [{
				source: `/fake/${serverId}/disk${rescue ? ".rescue" : ""}`,
				format: "qcow2",
				device: "disk",
				bootOrder: 1
			}],
			consoleLogPath: `/fake/${serverId}/console.log`
		}),
		consoleLog: async (serverId, maxBytes) => consoles.get(serverId)?.slice(-maxBytes) ?? null,
		async cacheImage({ id }) {
			const outcome = cached.has(id) ? "existing" : "cached";
			cached.add(id);
			return outcome;
		},
		list: async () => [...made]
	};
}
// src/agent/nics/guest-nic.ts
const guestNic = (port, link) => ({
	portId: port.portId,
	mac: port.mac,
	mtu: port.mtu,
	fixedIps: port.fixedIps.map(({ address }) => address),
	...port.filter && { filter: port.filter },
	...port.isDown && { isDown: true },
	link
});
// src/agent/nics/fake-nics.ts
function fakeNics() {
	const plugged = new Map();
	return {
		plugged,
		async plug(serverId, ports) {
			plugged.set(serverId, new Set([...plugged.get(serverId) ?? [], ...ports.map(({ portId }) => portId)]));
			return linksFor(ports);
		},
		async unplug(serverId, ports) {
			for (const { portId } of ports) plugged.get(serverId)?.delete(portId);
			if (ports.length === 0 || plugged.get(serverId)?.size === 0) plugged.delete(serverId);
		},
		linksFor,
		async restore() {},
		async sweep(keep) {
			for (const serverId of plugged.keys()) if (!keep.has(serverId)) plugged.delete(serverId);
		}
	};
}
const linksFor = (ports) => ports.map((port) => guestNic(port, {
	kind: "bridge",
	bridge: `fake-${port.linkNo.toString(36)}`,
	tap: tapName(port.portId)
}));
// src/driver/fake/call-script.ts
function callScript(delayMs) {
	const failures = new Map();
	const calls = new Map();
	return {
		handles: {
			failNext: (method, error) => {
				failures.set(method, [...failures.get(method) ?? [], error]);
			},
			callsOf: (method) => calls.get(method) ?? 0
		},
		async call(method) {
			calls.set(method, (calls.get(method) ?? 0) + 1);
			if (delayMs > 0) await setTimeout$1(delayMs);
			const error = failures.get(method)?.shift();
			if (error !== void 0) throw error;
		}
	};
}
// src/driver/fake/fake-facts.ts
const bootedAt = new Date().toISOString();
const hostSize = ({ hostname = "fake-1", vcpus = 64, ramMb = 262144, diskGb = 4096 }) => ({
	hostname,
	vcpus,
	ramMb,
	diskGb
});
function fakeFacts(options) {
	const { hostname, vcpus, ramMb, diskGb } = hostSize(options);
	const cells = cellsOf(options);
	const dedicatedCpus = cells.flatMap((cell) => cell.dedicatedCpus).length;
	return {
		hostname,
		bootedAt,
		hypervisorType: "fake",
		hypervisorVersion: 1e6,
		driverName: "fake",
		kernel: "Fake 1.0",
		cpuInfo: {
			arch: "x86_64",
			model: "Kilonova",
			vendor: "Fake",
			topology: {
				cells: cells.length,
				sockets: cells.length,
				cores: vcpus / cells.length,
				threads: 1
			},
			features: ["sse4.2", "aes"]
		},
		vcpus,
		...dedicatedCpus > 0 && { dedicatedCpus },
		cells,
		ramMb,
		diskGb,
		supportedInstances: [[
			"x86_64",
			"fake",
			"hvm"
		]],
		traits: [
			"COMPUTE_NODE",
			"COMPUTE_IMAGE_TYPE_RAW",
			"COMPUTE_IMAGE_TYPE_QCOW2",
			"HW_ARCH_X86_64"
		]
	};
}
function cellsOf(options) {
	const { vcpus, ramMb } = hostSize(options);
	const count = vcpus % 2 === 0 ? 2 : 1;
	const each = vcpus / count;
	return Array.from({ length: count }, (_, id) => {
		const cpus = Array.from({ length: each }, (_one, nth) => id * each + nth);
		const dedicated = new Set(options.dedicatedCpus);
		return {
			id,
			memoryMb: Math.floor(ramMb / count),
			cpus,
			dedicatedCpus: cpus.filter((cpu) => dedicated.has(cpu))
		};
	});
}
// src/driver/fake/fake-load.ts
function passed({ mean, swing, seconds, phase }, at) {
	const share = mean * swing / seconds.length;
	return seconds.reduce((sum, period, index) => {
		const turn = 2 * Math.PI / period;
		return sum - share / turn * Math.cos(turn * at + phase * (index + 1));
	}, mean * at);
}
const height$1 = ({ mean, swing, seconds, phase }, at) => mean * (1 + seconds.reduce((sum, period, index) => sum + Math.sin(2 * Math.PI * at / period + phase * (index + 1)), 0) * (swing / seconds.length));
const periods = [
	240,
	1700,
	21600,
	86400
];
function load({ serverId, vcpus, ramMb, disks, nics }) {
	const digits = (from) => Number.parseInt(serverId.replaceAll("-", "").slice(from, from + 6), 16) / 16777215;
	const wave = (mean, swing, from) => ({
		mean,
		swing,
		seconds: periods,
		phase: digits(from) * 2 * Math.PI
	});
	const busy = .05 + .5 * digits(26) ** 2;
	const traffic = nics.length === 0 ? 0 : 2e4 + 4e6 * busy * digits(12);
	const writes = disks.length === 0 ? 0 : 1e4 + 3e6 * busy * digits(18);
	return {
		vcpuSeconds: wave(vcpus * busy, .8, 20),
		memoryKib: wave(ramMb * 1024 * (.25 + .4 * digits(20)), .25, 6),
		diskReadBytes: wave(writes * .4, .9, 0),
		diskWriteBytes: wave(writes, .85, 3),
		diskReadRequests: wave(writes / 4e4, .9, 0),
		diskWriteRequests: wave(writes / 16e3, .85, 3),
		rxBytes: wave(traffic, .9, 9),
		txBytes: wave(traffic * 1.7, .9, 12),
		rxPackets: wave(traffic / 700, .9, 9),
		txPackets: wave(traffic / 400, .9, 12)
	};
}
const ticking = [
	"diskReadBytes",
	"diskWriteBytes",
	"diskReadRequests",
	"diskWriteRequests",
	"rxBytes",
	"txBytes",
	"rxPackets",
	"txPackets"
];
function fakeCounters(spec, worked, now) {
	const waves = load(spec);
	const counted = (wave) => worked.reduce((sum, [from, to]) => sum + passed(wave, to.getTime() / 1e3) - passed(wave, from.getTime() / 1e3), 0);
	return {
		vcpus: spec.vcpus,
		cpuTimeNs: Math.round(counted(waves.vcpuSeconds) * 1e9),
		memoryUsedKib: Math.round(height$1(waves.memoryKib, now.getTime() / 1e3)),
		...Object.fromEntries(ticking.map((name) => [name, Math.round(counted(waves[name]))]))
	};
}
// src/driver/fake/fake-host-load.ts
const added = [
	"cpuTimeNs",
	"diskReadBytes",
	"diskWriteBytes",
	"rxBytes",
	"txBytes"
];
function fakeHostLoad(options) {
	const { hostname, vcpus, ramMb, diskGb } = hostSize(options);
	const phase = Array.from(hostname).reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
	const wave = (mean) => ({
		mean,
		swing: .6,
		seconds: periods,
		phase
	});
	const own = {
		cpu: wave(.015 * vcpus),
		load: wave(.02 * vcpus),
		memoryMb: wave(.02 * ramMb),
		bytes: wave(4e4)
	};
	const sums = Object.fromEntries(added.map((name) => [name, 0]));
	let last;
	return (guests, now) => {
		const at = now.getTime() / 1e3;
		for (const [id, counted] of guests) for (const name of added) {
			const [value, before] = [counted[name] ?? 0, last?.guests.get(id)?.[name] ?? 0];
			sums[name] += value < before ? value : value - before;
		}
		const working = last && at > last.at ? (sums.cpuTimeNs - last.cpuTimeNs) / 1e9 / (at - last.at) : 0;
		last = {
			guests,
			at,
			cpuTimeNs: sums.cpuTimeNs
		};
		const guestMemoryMb = Array.from(guests.values()).reduce((sum, one) => sum + (one.memoryUsedKib ?? 0) / 1024, 0);
		const bytes = (name) => Math.round(passed(own.bytes, at) + sums[name]);
		return {
			cpu: {
				busy: passed(own.cpu, at) + sums.cpuTimeNs / 1e9,
				waiting: passed(own.cpu, at) / 4,
				all: vcpus * at
			},
			load: height$1(own.load, at) + working,
			memoryUsedMb: Math.min(ramMb, height$1(own.memoryMb, at) + guestMemoryMb),
			diskUsedGb: Math.min(diskGb, .03 * diskGb + 2 * guests.size),
			diskReadBytes: bytes("diskReadBytes"),
			diskWriteBytes: bytes("diskWriteBytes"),
			rxBytes: bytes("rxBytes"),
			txBytes: bytes("txBytes")
		};
	};
}
// src/driver/fake/fake-diagnostics.ts
function fakeDiagnostics({ spec, power }, counted) {
	const timeNs = Math.floor((counted.cpuTimeNs ?? 0) / spec.vcpus);
	const of = (index, count) => index === 0 ? count ?? 0 : 0;
	const way = (octets, packets) => ({
		octets,
		packets,
		errors: 0,
		drop: 0
	});
	return {
		power,
		hypervisor: "fake",
		cpus: Array.from({ length: spec.vcpus }, () => ({ timeNs })),
		disks: spec.disks.map((_disk, index) => ({
			device: `vd${String.fromCodePoint(97 + index)}`,
			readRequests: of(index, counted.diskReadRequests),
			readBytes: of(index, counted.diskReadBytes),
			writeRequests: of(index, counted.diskWriteRequests),
			writeBytes: of(index, counted.diskWriteBytes),
			errors: 0
		})),
		nics: spec.nics.map(({ mac }, index) => ({
			device: `tap${index}`,
			mac,
			rx: way(of(index, counted.rxBytes), of(index, counted.rxPackets)),
			tx: way(of(index, counted.txBytes), of(index, counted.txPackets))
		})),
		memory: {
			maximumKib: spec.ramMb * 1024,
			stats: { actual: spec.ramMb * 1024 }
		}
	};
}
// src/driver/fake/fake-serial-stream.ts
function fakeSerialStream() {
	const echo = new PassThrough();
	echo.write("login: ");
	return echo;
}
// src/driver/fake/fake-vnc-stream.ts
const width = 720;
const height = 400;
const rre = 2;
const keyPlaces = -258;
function fakeVncStream({ isSilent = false } = {}) {
	return new FakeVncStream(isSilent);
}
const lengthOf = {
	0: () => 20,
	2: (message) => message.length < 4 ? 4 : 4 + 4 * message.readUInt16BE(2),
	3: () => 10,
	4: () => 8,
	5: () => 6,
	6: (message) => message.length < 8 ? 8 : 8 + Math.abs(message.readInt32BE(4)),
	255: () => 12
};
var FakeVncStream = class extends Duplex {
	#isSilent;
	#hasGreeted = false;
	#introductions = [
		12,
		1,
		1
	];
	#waiting = Buffer.alloc(0);
	#isQemuKnown = false;
	constructor(isSilent) {
		super();
		this.#isSilent = isSilent;
	}
	_read() {
		if (this.#hasGreeted) return;
		this.#hasGreeted = true;
		this.push("RFB 003.008\n");
	}
	_write(chunk, _encoding, done) {
		if (this.#isSilent) return done();
		this.#waiting = Buffer.concat([this.#waiting, chunk]);
		try {
			for (let taken = this.#take(); taken; taken = this.#take()) this.#answer(taken);
			done();
		} catch (error) {
			done(error);
		}
	}
	_final(done) {
		this.push(null);
		done();
	}
	#take() {
		const type = this.#waiting[0];
		if (type === void 0) return void 0;
		const length = this.#introductions[0] ?? lengthOf[type]?.(this.#waiting);
		if (length === void 0) throw new Error(`A client of the fake screen sent a message of the unknown type ${type}.`);
		if (this.#waiting.length < length) return void 0;
		const taken = this.#waiting.subarray(0, length);
		this.#waiting = this.#waiting.subarray(length);
		return taken;
	}
	#answer(message) {
		const introductions = this.#introductions.length;
		if (introductions > 0) {
			this.#introductions.shift();
			this.push([
				greeting(),
				Buffer.alloc(4),
				Buffer.from([1, 1])
			][introductions - 1]);
			return;
		}
		if (message[0] === 2) this.#isQemuKnown = encodingsIn(message).includes(keyPlaces);
		if (message[0] === 3 && message[1] === 0) this.push(picture(this.#isQemuKnown));
	}
};
const encodingsIn = (message) => Array.from({ length: message.readUInt16BE(2) }, (_, at) => message.readInt32BE(4 + 4 * at));
function greeting() {
	const name = Buffer.from("fake guest");
	const head = Buffer.alloc(24);
	head.writeUInt16BE(width, 0);
	head.writeUInt16BE(height, 2);
	head.set([
		32,
		24,
		0,
		1,
		0,
		255,
		0,
		255,
		0,
		255,
		16,
		8,
		0
	], 4);
	head.writeUInt32BE(name.length, 20);
	return Buffer.concat([head, name]);
}
function picture(withKeyPlaces) {
	const lines = Array.from({ length: 25 }, (_, row) => ({
		y: row * 16 + 4,
		width: 80 + row * 137 % 560
	}));
	const head = Buffer.from([
		0,
		0,
		0,
		withKeyPlaces ? 2 : 1
	]);
	const places = withKeyPlaces ? rectangle(0, 0, keyPlaces) : Buffer.alloc(0);
	const body = Buffer.alloc(8);
	body.writeUInt32BE(lines.length, 0);
	const bars = lines.map((line) => {
		const bar = Buffer.alloc(12, 176);
		bar.writeUInt16BE(8, 4);
		bar.writeUInt16BE(line.y, 6);
		bar.writeUInt16BE(line.width, 8);
		bar.writeUInt16BE(9, 10);
		return bar;
	});
	return Buffer.concat([
		head,
		places,
		rectangle(width, height, rre),
		body,
		...bars
	]);
}
function rectangle(ofWidth, ofHeight, encoding) {
	const head = Buffer.alloc(12);
	head.writeUInt16BE(ofWidth, 4);
	head.writeUInt16BE(ofHeight, 6);
	head.writeInt32BE(encoding, 8);
	return head;
}
// src/driver/fake/fake-driver.ts
function fakeDriver(options = {}) {
	const guests = new Map();
	const listeners = new Set();
	const script = callScript(options.delayMs ?? 0);
	const hostLoad = fakeHostLoad(options);
	const powers = () => new Map(Array.from(guests, ([serverId, { power }]) => [serverId, power]));
	const tick = ({ power, worked }) => {
		const last = worked.at(-1);
		const isWorking = last !== void 0 && last[1] === void 0;
		if (power === "running" && !isWorking) worked.push([new Date()]);
		if (power !== "running" && isWorking) worked[worked.length - 1] = [last[0], new Date()];
	};
	const counted = ({ spec, worked }) => {
		const now = new Date();
		return fakeCounters(spec, worked.map(([from, to = now]) => [from, to]), now);
	};
	const measured = () => {
		const withPower = [...guests].filter(([, { power }]) => power === "running" || power === "paused");
		return new Map(withPower.map(([serverId, guest]) => [serverId, counted(guest)]));
	};
	const pinsFor = (spec, before = []) => {
		if (spec.extraSpecs["hw:cpu_policy"] !== "dedicated") return [];
		const others = [...guests].filter(([serverId]) => serverId !== spec.serverId);
		const taken = new Set(others.flatMap(([, { pins }]) => pins).concat(before));
		const free = cellsOf(options).flatMap(({ dedicatedCpus }) => dedicatedCpus.filter((cpu) => !taken.has(cpu)));
		return [...before, ...free].slice(0, spec.vcpus);
	};
	const setPower = (serverId, power) => {
		const guest = guests.get(serverId);
		if (guest === void 0 || guest.power === power) return;
		guest.power = power;
		tick(guest);
		if (power === "shutdown") for (const console of guest.consoles) console.push(null);
		const event = {
			serverId,
			power,
			at: new Date()
		};
		for (const listener of listeners) listener(event);
	};
	const start = (spec) => {
		const known = guests.get(spec.serverId);
		if (known?.power === "running" || known?.power === "paused") return;
		const ignoresPowerButton = known?.ignoresPowerButton ?? false;
		const isSaved = false;
		const born = {
			worked: [],
			nmis: 0,
			passwords: new Map()
		};
		const memory = known?.isSaved ? {
			worked: known.worked,
			nmis: known.nmis,
			passwords: known.passwords
		} : born;
		const consoles = new Set();
		const pins = pinsFor(spec, known?.pins);
		guests.set(spec.serverId, {
			spec,
			pins,
			power: "shutdown",
			ignoresPowerButton,
			isSaved,
			consoles,
			...memory
		});
		setPower(spec.serverId, "running");
	};
	const untilOff = async (serverId, graceMs, graceEnded) => {
		const off = new AbortController();
		const listener = (event) => {
			if (event.serverId === serverId && event.power === "shutdown") off.abort();
		};
		listeners.add(listener);
		const signal = graceEnded ? AbortSignal.any([off.signal, graceEnded]) : off.signal;
		await setTimeout$1(graceMs, void 0, { signal }).catch(() => void 0);
		listeners.delete(listener);
	};
	const plug = (serverId, change, { mac }) => {
		const guest = guests.get(serverId);
		if (guest === void 0) return;
		guest.spec = {
			...guest.spec,
			nics: change(guest.spec.nics.filter((nic) => nic.mac !== mac))
		};
	};
	const running = (serverId, ...also) => {
		const guest = guests.get(serverId);
		if (guest !== void 0 && ["running", ...also].includes(guest.power)) return guest;
		throw conflict(`The guest of instance ${serverId} does not run.`, "Start it.");
	};
	const consoleOf = (serverId, open, ...powers) => {
		const guest = guests.get(serverId);
		if (guest === void 0 || !powers.includes(guest.power)) return void 0;
		const console = open();
		guest.consoles.add(console);
		console.once("close", () => guest.consoles.delete(console));
		return console;
	};
	return {
		name: "fake",
		...script.handles,
		get guests() {
			return powers();
		},
		kill: (serverId) => setPower(serverId, "shutdown"),
		guestShutsDown: (serverId) => setPower(serverId, "shutdown"),
		ignoresPowerButton(serverId) {
			const guest = guests.get(serverId);
			if (guest !== void 0) guest.ignoresPowerButton = true;
		},
		specOf: (serverId) => guests.get(serverId)?.spec,
		isSaved: (serverId) => guests.get(serverId)?.isSaved ?? false,
		nmisOf: (serverId) => guests.get(serverId)?.nmis ?? 0,
		passwordOf: (serverId, user) => guests.get(serverId)?.passwords.get(user),
		async facts() {
			await script.call("facts");
			return fakeFacts(options);
		},
		async listGuests() {
			await script.call("listGuests");
			return powers();
		},
		async powerState(serverId) {
			await script.call("powerState");
			return guests.get(serverId)?.power;
		},
		async spawn(guest) {
			await script.call("spawn");
			start(guest);
		},
		async destroy(serverId) {
			await script.call("destroy");
			setPower(serverId, "shutdown");
			guests.delete(serverId);
		},
		async powerOn(guest) {
			await script.call("powerOn");
			start(guest);
		},
		async powerOff(serverId, graceMs, graceEnded) {
			await script.call("powerOff");
			if (graceMs > 0 && guests.get(serverId)?.ignoresPowerButton) await untilOff(serverId, graceMs, graceEnded);
			setPower(serverId, "shutdown");
		},
		async softReboot(serverId, graceMs, graceEnded) {
			await script.call("softReboot");
			const guest = guests.get(serverId);
			if (guest?.power !== "running") return false;
			if (guest.ignoresPowerButton) await untilOff(serverId, graceMs, graceEnded);
			else setPower(serverId, "shutdown");
			if (guests.get(serverId)?.power === "running") return false;
			guest.worked = [];
			setPower(serverId, "running");
			return true;
		},
		async attachNic({ serverId }, nic) {
			await script.call("attachNic");
			plug(serverId, (nics) => [...nics, nic], nic);
		},
		async detachNic({ serverId }, nic) {
			await script.call("detachNic");
			plug(serverId, (nics) => nics, nic);
		},
		async updateNic({ serverId }, nic) {
			await script.call("updateNic");
			const guest = guests.get(serverId);
			if (guest === void 0) return;
			guest.spec = {
				...guest.spec,
				nics: guest.spec.nics.map((one) => one.mac === nic.mac ? nic : one)
			};
		},
		async hardReboot(guest) {
			await script.call("hardReboot");
			setPower(guest.serverId, "shutdown");
			const known = guests.get(guest.serverId);
			if (known !== void 0) known.isSaved = false;
			start(guest);
		},
		async copyDisk(serverId) {
			await script.call("copyDisk");
			return ["running", "paused"].includes(guests.get(serverId)?.power ?? "");
		},
		async endCopy() {
			await script.call("endCopy");
		},
		async pause(serverId) {
			await script.call("pause");
			running(serverId, "paused");
			setPower(serverId, "paused");
		},
		async unpause(serverId) {
			await script.call("unpause");
			running(serverId, "paused");
			setPower(serverId, "running");
		},
		async suspend(serverId) {
			await script.call("suspend");
			if (guests.get(serverId)?.isSaved) return;
			running(serverId, "paused").isSaved = true;
			setPower(serverId, "shutdown");
		},
		async resume(guest) {
			await script.call("resume");
			start(guest);
		},
		async injectNmi(serverId) {
			await script.call("injectNmi");
			running(serverId, "paused").nmis += 1;
		},
		async setPassword(serverId, { user, password }) {
			await script.call("setPassword");
			running(serverId).passwords.set(user, password);
		},
		async diagnostics(serverId) {
			await script.call("diagnostics");
			const guest = guests.get(serverId);
			return guest && ["running", "paused"].includes(guest.power) ? fakeDiagnostics(guest, counted(guest)) : void 0;
		},
		async measureGuests() {
			await script.call("measureGuests");
			return measured();
		},
		async measureHost() {
			await script.call("measureHost");
			return hostLoad(measured(), new Date());
		},
		async guestCpus() {
			await script.call("guestCpus");
			const cells = cellsOf(options);
			if (cells.every(({ dedicatedCpus }) => dedicatedCpus.length === 0)) return new Map();
			const shared = cells.flatMap(({ cpus, dedicatedCpus }) => cpus.filter((cpu) => !dedicatedCpus.includes(cpu)));
			return new Map(Array.from(guests, ([serverId, { pins }]) => [serverId, pins.length > 0 ? pins : shared]));
		},
		async openSerial(serverId) {
			await script.call("openSerial");
			return consoleOf(serverId, fakeSerialStream, "running");
		},
		async openVnc(serverId) {
			await script.call("openVnc");
			const isSilent = guests.get(serverId)?.power === "paused";
			return consoleOf(serverId, () => fakeVncStream({ isSilent }), "running", "paused");
		},
		onPowerEvent(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		async close() {
			listeners.clear();
		}
	};
}
export { commandContractVersion, commandHandlers, createAgent, fakeDisks, fakeDriver, fakeNics, remoteAgentClient };
