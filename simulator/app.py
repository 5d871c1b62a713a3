"""The application: connects the parts, decides nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from functools import partial

import aiohttp
from aiohttp import web

from simulator.account.media import MB
from simulator.control.calls import routes
from simulator.graph.review import keep_time
from simulator.graph.routes import WORLD, graph
from simulator.settings import Settings
from simulator.webhooks import postman
from simulator.webhooks.delivery import Delivery
from simulator.world import World


def create(settings: Settings) -> web.Application:
    """Return a simulated Cloud API with its control calls; all other calls go to the Graph."""
    app = web.Application(client_max_size=101 * MB)
    app.cleanup_ctx.append(partial(_world, settings))
    app.add_routes([*routes(), web.route("*", "/{path:.*}", graph)])
    return app


async def _world(settings: Settings, app: web.Application) -> AsyncIterator[None]:
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session:
        delivery = Delivery(session, settings.webhook_url, settings.app_secret)
        world = app[WORLD] = World(settings, delivery)
        works = [postman.work(world), keep_time(world), world.log.keep_flushed()]
        tasks = [asyncio.create_task(work) for work in works]
        yield
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await delivery.drop_all()
        world.log.close()
