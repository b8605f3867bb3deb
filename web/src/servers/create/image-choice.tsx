import { SegmentedControl, TextInput } from '@mantine/core'
import {
  IconBrandCoreos,
  IconBrandDebian,
  IconBrandRedhat,
  IconBrandUbuntu,
  IconBrandWindows,
  IconSearch,
  type TablerIcon,
} from '@tabler/icons-react'
import { useState } from 'react'
import type { CreateOptions } from '#shared/bff'
import { formatBytes, formatGb, formatMb } from '#ui/format'
import { t } from '#ui/i18n'
import { distributionOf, imagesFound, isImageTab, letterOf, tabsOf, tabTitles, type ImageTab } from './image-tabs.ts'

type Image = CreateOptions['images'][number]

interface ImageChoiceProps {
  images: readonly Image[]
  value: string | null
  onChange: (id: string) => void
  error?: string | undefined
}

/** The images to choose one from, as cards: those of the project, public and shared ones, and snapshots. */
export function ImageChoice({ images, value, onChange, error }: ImageChoiceProps) {
  const [search, setSearch] = useState('')
  const [tab, setTab] = useState<ImageTab>('all')
  const found = imagesFound(images, { search, tab })
  const tabs = tabsOf(images)
  return (
    <div className="choice" data-invalid={error !== undefined || undefined}>
      <div className="choice-tools">
        <TextInput
          type="search"
          aria-label={t('Search images')}
          placeholder={t('Search images')}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={search}
          onChange={({ currentTarget }) => setSearch(currentTarget.value)}
        />
        {tabs.length > 2 && (
          <SegmentedControl
            aria-label={t('Images shown')}
            size="xs"
            data={tabs.map((each) => ({ value: each, label: tabTitles[each] }))}
            value={tab}
            onChange={(next) => isImageTab(next) && setTab(next)}
          />
        )}
      </div>
      <div className="choice-cards" role="radiogroup" aria-label={t('Image')}>
        {found.map((image) => (
          <ImageCard key={image.id} image={image} isChosen={image.id === value} onChoose={onChange} />
        ))}
        {found.length === 0 && (
          <p className="nothing">
            {images.length === 0 ? t('There are no images yet. Upload one first.') : t('No image matches.')}
          </p>
        )}
      </div>
      {error && (
        <p className="choice-error" role="alert">
          {error}
        </p>
      )}
    </div>
  )
}

function ImageCard({ image, isChosen, onChoose }: { image: Image; isChosen: boolean; onChoose: (id: string) => void }) {
  const demands = [
    image.minDiskGb > 0 && t('at least {{size}} disk', { size: formatGb(image.minDiskGb) }),
    image.minRamMb > 0 && t('at least {{size}} memory', { size: formatMb(image.minRamMb) }),
  ].filter(Boolean)
  const about = [image.sizeBytes !== null && formatBytes(image.sizeBytes), ...demands].filter(Boolean)
  return (
    <label className="choice-card" data-selected={isChosen || undefined}>
      <input
        type="radio"
        name="image"
        checked={isChosen}
        aria-label={image.name}
        aria-describedby={`image-${image.id}`}
        onChange={() => onChoose(image.id)}
      />
      <Distribution image={image} />
      <span className="choice-card-words" id={`image-${image.id}`}>
        <span className="clip choice-card-name" title={image.name}>
          {image.name}
        </span>
        <span className="clip dimmed">{about.join(' · ')}</span>
        <span className="clip dimmed">{image.isSnapshot ? t('Snapshot') : visibilityWord(image)}</span>
      </span>
    </label>
  )
}

const visibilityWord = ({ visibility, isMine }: Image): string => {
  if (visibility === 'public') return t('Public')
  if (visibility === 'community') return t('Community')
  return isMine ? t('Of this project') : t('Shared with this project')
}

const icons: Readonly<Record<string, TablerIcon>> = {
  debian: IconBrandDebian,
  ubuntu: IconBrandUbuntu,
  windows: IconBrandWindows,
  rhel: IconBrandRedhat,
  redhat: IconBrandRedhat,
  coreos: IconBrandCoreos,
}

/** The distribution's mark where there is one, else its letter. */
function Distribution({ image }: { image: Image }) {
  const Icon = icons[distributionOf(image)]
  return (
    <span className="choice-mark" aria-hidden>
      {Icon ? <Icon size={20} stroke={1.6} /> : letterOf(image)}
    </span>
  )
}
