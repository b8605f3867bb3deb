import { expect, test } from 'vitest'
import { eachFigure, figureNames } from './guest-figures.ts'
import { type FigurePoint, inSlots, seriesOf } from './series.ts'

const figures = (value: number) => eachFigure(() => value)
const point = (at: number, average: number, maximum = average): FigurePoint => ({
  at,
  average: figures(average),
  maximum: figures(maximum),
})

test('points become columns', () => {
  const { times, average, maximum } = seriesOf([point(300, 1, 4), point(600, 2, 5)], 300, figureNames)
  expect(times).toEqual([300, 600])
  expect(average.cpu_percent).toEqual([1, 2])
  expect(maximum.tx_packets_rate).toEqual([4, 5])
})

test('a gap stays a gap: a moment of nothing stands where measuring ended', () => {
  const { times, average } = seriesOf([point(0, 1), point(30, 2), point(300, 3)], 30, figureNames)
  expect(times).toEqual([0, 30, 60, 300])
  expect(average.memory_mb).toEqual([1, 2, null, 3])
})

test('a sample that fell beside its slot is no gap', () => {
  expect(seriesOf([point(0, 1), point(60, 2)], 30, figureNames).times).toEqual([0, 60])
})

test('nothing measured is no points', () => {
  expect(seriesOf([], 30, figureNames).times).toEqual([])
})

test('a sparkline has a place for each of its slots, empty where nothing was measured', () => {
  const points = [
    { at: 299, value: 9 },
    { at: 300, value: 1 },
    { at: 900, value: 3 },
  ]
  expect(inSlots(points, { until: 1199, stepSeconds: 300, count: 3 })).toEqual([1, null, 3])
})
