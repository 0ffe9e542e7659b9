"""The Lua scripts of the store: each is one atomic step. Commands are those of Redis 6.2."""

# Applies the effects if a hash field still holds what the writer saw. A script that ran but whose answer was lost is
# sent again by the client: it finds its own token and says yes again, without a second write.
WRITE_IF = """
local held = redis.call('HGET', KEYS[1], ARGV[1]) or ''
if held ~= ARGV[2] then
  return redis.call('HGET', KEYS[1], 'write') == ARGV[3] and 1 or 0
end
for _, effect in ipairs(cjson.decode(ARGV[4])) do
  effect[2] = KEYS[tonumber(effect[2])]
  redis.call(unpack(effect))
end
return 1
"""

# Opens an appeal once a draft: gives it the next number and writes it with its history, indexes and outbox entry. The
# draft is no longer resumed and soon gone; until then the same form, sent again because its answer was lost, finds it.
# KEYS: opened, counter, numbers, draft, draft-of, then those of the effects.
OPEN_ONCE = """
local before = redis.call('GET', KEYS[1])
if before then return before end
local id, draft = ARGV[1], ARGV[2]
redis.call('SET', KEYS[1], id, 'EX', ARGV[3])
local number = redis.call('INCR', KEYS[2])
redis.call('HSET', KEYS[3], number, id)
redis.call('HSET', KEYS[6], 'number', number)
redis.call('EXPIRE', KEYS[4], ARGV[5])
if redis.call('GET', KEYS[5]) == draft then redis.call('DEL', KEYS[5]) end
for _, effect in ipairs(cjson.decode(ARGV[4])) do
  effect[2] = KEYS[tonumber(effect[2]) + 5]
  redis.call(unpack(effect))
end
return id
"""

# The rows behind an index from a score on, in its order, as one text: the client is slow at reading many small answers.
# The text begins with the count of changes; where that is the one that the client knows, nothing follows.
ROWS_BY = """
local changes = redis.call('GET', KEYS[3]) or '0'
if changes == ARGV[2] then return changes end
local found = {}
for _, id in ipairs(redis.call('ZRANGE', KEYS[1], ARGV[1], '+inf', 'BYSCORE')) do
  local row = redis.call('HGET', KEYS[2], id)
  if row then found[#found + 1] = {id, row} end
end
return changes .. ' ' .. (#found > 0 and cjson.encode(found) or '[]')
"""

# A user has one feed at most: the secret of the one before leads nowhere from the same step on.
ONE_FEED = """
local before = redis.call('HGET', KEYS[1], ARGV[1])
if before then redis.call('HDEL', KEYS[1], before, ARGV[1]) end
if ARGV[2] ~= '' then redis.call('HSET', KEYS[1], ARGV[1], ARGV[2], ARGV[2], ARGV[1]) end
return 1
"""
